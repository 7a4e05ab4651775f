// Memory for packed weights: aligned as micro-kernels want it, with the bytes behind its end that
// they may read.

#pragma once

#include <xnnpack.h>

#include <cstddef>
#include <memory>
#include <new>
#include <string>

#include "core/error.h"

namespace residua::engine {

inline constexpr std::size_t kBufferAlignment = 64;  // bytes: a cache line, and the widest vector

struct AlignedDelete {
  void operator()(void* memory) const noexcept {
    ::operator delete[](memory, std::align_val_t{kBufferAlignment});
  }
};

using AlignedFloats = std::unique_ptr<float[], AlignedDelete>;

// `count` floats without a value, XNN_EXTRA_BYTES of zeros behind them. Throws Error(kOutOfMemory),
// naming what the memory is `for_what`.
inline AlignedFloats MakeAlignedFloats(std::size_t count, const std::string& for_what) {
  constexpr std::size_t kExtra = XNN_EXTRA_BYTES / sizeof(float);
  auto* const memory = static_cast<float*>(::operator new[](
      (count + kExtra) * sizeof(float), std::align_val_t{kBufferAlignment}, std::nothrow));
  if (!memory) {
    throw Error(ErrorCode::kOutOfMemory, "not enough memory for " + for_what + " (" +
                                             std::to_string(count * sizeof(float) >> 20) + " MiB)");
  }
  for (std::size_t i = 0; i < kExtra; ++i) memory[count + i] = 0.0f;
  return AlignedFloats(memory);
}

}  // namespace residua::engine
