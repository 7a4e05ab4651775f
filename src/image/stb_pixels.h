// An owner for memory allocated by stb_image.

#pragma once

#include <cstdint>
#include <memory>

namespace residua {

struct StbDeleter {
  void operator()(std::uint8_t* pixels) const noexcept;  // in stb_decoder.cc
};

using StbPixels = std::unique_ptr<std::uint8_t, StbDeleter>;

}  // namespace residua
