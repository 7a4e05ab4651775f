// Reads the bytes of a JPEG file and its markers (ITU-T T.81, annex B).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/error.h"

namespace residua {

// The errors of the JPEG decoder: Error(kInvalidImage) and Error(kUnsupportedImage).
Error DamagedJpeg(const std::string& what);
Error UnsupportedJpeg(const std::string& what);

// Markers are found as in libjpeg: other bytes (fill bytes, a stuffed zero, garbage) are skipped.
// Reading beyond the last byte throws Error(kInvalidImage).
class JpegInput {
 public:
  // `file` must outlive this and begin with the start marker.
  explicit JpegInput(std::span<const std::uint8_t> file) : file_(file) {}

  std::uint8_t Byte() {
    if (at_end()) ThrowCutOff();
    return file_[at_++];
  }

  bool at_end() const { return at_ >= file_.size(); }

  // The next four bytes, without consuming them; null if there are fewer.
  const std::uint8_t* Ahead() const {
    return at_ + 4 <= file_.size() ? file_.data() + at_ : nullptr;
  }
  void SkipFour() { at_ += 4; }

  // A marker that was found and not consumed: entropy-coded data ends at it. 0 if there is none.
  std::uint8_t marker() const { return marker_; }
  void SetMarker(std::uint8_t marker) { marker_ = marker; }

  // The found marker, or else the next one, which is not consumed.
  std::uint8_t FindMarker();

  // Consumes the marker RST`expected`, 0 to 7. If another one follows, it decides as libjpeg does
  // between skipping it, advancing to a later one, and leaving it, which ends the data.
  void PassRestart(int expected);

  // Call if entropy-coded data reached the end of the file without a marker. The data may be
  // complete.
  void EndWithoutMarker() {
    marker_ = 0xD9;
    cut_off_ = true;
  }
  // Throws Error(kInvalidImage) if that was called.
  void RequireWhole() const {
    if (cut_off_) ThrowCutOff();
  }

  // The segment after a marker: a length, which includes itself, and the data.
  std::span<const std::uint8_t> Body();

 private:
  [[noreturn]] static void ThrowCutOff();

  std::span<const std::uint8_t> file_;
  std::size_t at_ = 2;  // of the next byte
  std::uint8_t marker_ = 0;
  bool cut_off_ = false;
};

}  // namespace residua
