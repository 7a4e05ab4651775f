// Memory for packed weights and activations, aligned as micro-kernels require. All such memory is
// allocated here.

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

using AlignedBytes = std::unique_ptr<std::byte[], AlignedDelete>;
using AlignedFloats = std::unique_ptr<float[], AlignedDelete>;

// `count` uninitialised bytes. Throws Error(kOutOfMemory), which names `for_what`.
inline AlignedBytes MakeAlignedBytes(std::size_t count, const std::string& for_what) {
  void* const memory = ::operator new[](count, std::align_val_t{kBufferAlignment}, std::nothrow);
  if (!memory) {
    throw Error(ErrorCode::kOutOfMemory, "There is not enough memory for " + for_what + " (" +
                                             std::to_string(count >> 20) + " MiB).");
  }
  return AlignedBytes(static_cast<std::byte*>(memory));
}

// `count` uninitialised floats, followed by XNN_EXTRA_BYTES of zeros. Throws as above.
inline AlignedFloats MakeAlignedFloats(std::size_t count, const std::string& for_what) {
  constexpr std::size_t kExtra = XNN_EXTRA_BYTES / sizeof(float);
  AlignedBytes bytes = MakeAlignedBytes((count + kExtra) * sizeof(float), for_what);
  auto* const floats = reinterpret_cast<float*>(bytes.release());
  for (std::size_t i = 0; i < kExtra; ++i) floats[count + i] = 0.0f;
  return AlignedFloats(floats);
}

}  // namespace residua::engine
