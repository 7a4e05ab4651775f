// An owner for memory that is zero-initialised without touching its pages.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace residua {

struct FreeDeleter {
  void operator()(void* memory) const noexcept { std::free(memory); }
};

using ZeroedBytes = std::unique_ptr<std::uint8_t[], FreeDeleter>;

// Aligned for every type. Throws std::bad_alloc.
inline ZeroedBytes MakeZeroedBytes(std::size_t size) {
  void* const memory = std::calloc(size, 1);
  if (memory == nullptr) throw std::bad_alloc();
  return ZeroedBytes(static_cast<std::uint8_t*>(memory));
}

}  // namespace residua
