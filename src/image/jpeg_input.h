// The bytes of a JPEG file as markers divide them (ITU-T T.81, annex B).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/error.h"

namespace residua {

// The errors of all that reads a JPEG: Error(kInvalidImage) and Error(kUnsupportedImage).
Error DamagedJpeg(const std::string& what);
Error UnsupportedJpeg(const std::string& what);

// Markers are found as libjpeg finds them: bytes that are none (fill bytes, a stuffed zero, junk)
// are skipped. Reading beyond the last byte throws Error(kInvalidImage).
class JpegInput {
 public:
  // `file` must outlive this and begin with the start marker.
  explicit JpegInput(std::span<const std::uint8_t> file) : file_(file) {}

  std::uint8_t Byte() {
    if (at_end()) ThrowCutOff();
    return file_[at_++];
  }

  bool at_end() const { return at_ >= file_.size(); }

  // The next four bytes, not read yet; null if there are fewer.
  const std::uint8_t* Ahead() const {
    return at_ + 4 <= file_.size() ? file_.data() + at_ : nullptr;
  }
  void SkipFour() { at_ += 4; }

  // A marker that was found and is not used up: entropy-coded data end at it. 0 for none.
  std::uint8_t marker() const { return marker_; }
  void SetMarker(std::uint8_t marker) { marker_ = marker; }

  // The marker that was found, or else the next one, which is then not used up.
  std::uint8_t FindMarker();

  // Uses up the marker RST`expected`, 0 to 7. Where another one comes it chooses as libjpeg does
  // between passing over it, going on to a later one, and leaving it, which ends the data.
  void PassRestart(int expected);

  // Entropy-coded data have come to the file's end without a marker. They may be complete.
  void EndWithoutMarker() {
    marker_ = 0xD9;
    cut_off_ = true;
  }
  // Throws Error(kInvalidImage) if the above has happened.
  void RequireWhole() const {
    if (cut_off_) ThrowCutOff();
  }

  // What follows a marker: a length, which includes itself, and the bytes that it counts.
  std::span<const std::uint8_t> Body();

 private:
  [[noreturn]] static void ThrowCutOff();

  std::span<const std::uint8_t> file_;
  std::size_t at_ = 2;  // of the next byte
  std::uint8_t marker_ = 0;
  bool cut_off_ = false;
};

}  // namespace residua
