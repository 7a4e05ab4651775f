#include "checkpoint/pytorch_error.h"

#include "core/error.h"

namespace residua {

void ThrowDamaged(const std::string& what) {
  throw Error(ErrorCode::kInvalidCheckpoint, "The PyTorch file is damaged: " + what + ".");
}

void ThrowUnsupported(const std::string& message) {
  throw Error(ErrorCode::kUnsupportedCheckpoint, message);
}

void ThrowBigEndian() {
  ThrowUnsupported(
      "The PyTorch file was written by a big-endian machine. Load it there and save it with "
      "safetensors, which is the same everywhere.");
}

std::string Printable(std::string_view name) {
  constexpr std::size_t kLongest = 96;
  std::string text(name);
  if (text.size() > kLongest) text.replace(kLongest / 2, text.size() - kLongest, "...");
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

}  // namespace residua
