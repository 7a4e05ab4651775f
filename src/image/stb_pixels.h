// Memory that stb_image has allocated, owned.

#pragma once

#include <cstdint>
#include <memory>

namespace residua {

struct StbDeleter {
  void operator()(std::uint8_t* pixels) const noexcept;  // in stb_decoder.cc
};

using StbPixels = std::unique_ptr<std::uint8_t, StbDeleter>;

}  // namespace residua
