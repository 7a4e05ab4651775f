// Assigns values to offsets in one block of memory; values with disjoint lifetimes may share bytes.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace residua::engine {

// The memory needs of a value: `bytes` from step `first` to step `last`, inclusive.
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
// inference"): the largest value first, each at the lowest offset that is free during its lifetime.
BufferLayout LayOutBuffers(std::span<const BufferNeed> needs, std::size_t alignment);

}  // namespace residua::engine
