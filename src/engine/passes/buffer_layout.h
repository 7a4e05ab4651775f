// Decides where in one block of memory every value lies, so that values whose lives do not overlap
// share bytes.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace residua::engine {

// A value's need of memory: `bytes` from the step `first` to the step `last`, both included.
struct BufferNeed {
  std::size_t bytes = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

struct BufferLayout {
  std::vector<std::size_t> offsets;  // bytes, one per need, multiples of `alignment`
  std::size_t bytes = 0;             // of the whole block
};

// Greedy by size (Pisarchyk and Lee 2020, "Efficient memory management for deep neural net
// inference"): the largest value first, each at the lowest offset where it meets no value that
// lives at the same time.
BufferLayout LayOutBuffers(std::span<const BufferNeed> needs, std::size_t alignment);

}  // namespace residua::engine
