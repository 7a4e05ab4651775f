#include "image/jpeg_input.h"

#include "image/image_info.h"

namespace residua {
namespace {

constexpr int kFirstFrame = 0xC0;  // markers start here
constexpr int kFirstRestart = 0xD0;
constexpr int kLastRestart = 0xD7;

}  // namespace

Error DamagedJpeg(const std::string& what) { return DamagedImage(ImageFormat::kJpeg, what); }
Error UnsupportedJpeg(const std::string& what) { return UnsupportedKind(ImageFormat::kJpeg, what); }

void JpegInput::ThrowCutOff() { throw DamagedJpeg("its end is missing (the file is cut off)"); }

std::uint8_t JpegInput::FindMarker() {
  while (marker_ == 0) {
    while (Byte() != 0xFF) {
    }
    do {
      marker_ = Byte();
    } while (marker_ == 0xFF);
  }
  return marker_;
}

void JpegInput::PassRestart(int expected) {
  for (;;) {
    const int found = FindMarker();
    if (found >= kFirstFrame && (found < kFirstRestart || found > kLastRestart)) return;
    // The number of missed restarts: 0 to 3, or -4 to -1 for repeated earlier ones.
    const int missed = ((found - kFirstRestart - expected + 4) & 7) - 4;
    if (found >= kFirstFrame && (missed == 1 || missed == 2)) return;
    marker_ = 0;
    const bool earlier = found < kFirstFrame || missed == -1 || missed == -2;
    if (!earlier) return;
  }
}

std::span<const std::uint8_t> JpegInput::Body() {
  const auto high = static_cast<std::size_t>(Byte());
  const std::size_t length = high << 8 | Byte();
  if (length <= 2) return {};
  if (file_.size() - at_ < length - 2) ThrowCutOff();
  at_ += length - 2;
  return file_.subspan(at_ - (length - 2), length - 2);
}

}  // namespace residua
