#include "checkpoint/file_kind.h"

#include <string>
#include <string_view>

#include "checkpoint/pytorch_file.h"
#include "core/error.h"

namespace residua {
namespace {

// People do drop these.
struct Stranger {
  std::string_view bytes;
  std::size_t offset;
  // kUnsupportedCheckpoint for a network of another kind, kInvalidCheckpoint for no network at all.
  ErrorCode code;
  const char* what;
};

constexpr ErrorCode kOther = ErrorCode::kUnsupportedCheckpoint;
constexpr ErrorCode kNone = ErrorCode::kInvalidCheckpoint;

constexpr Stranger kStrangers[] = {
    {"\x89HDF", 0, kOther, "an HDF5 file (Keras). Save the weights from PyTorch as safetensors"},
    {"GGUF", 0, kOther, "a GGUF file. Save the weights from PyTorch as safetensors"},
    {"TFL3", 4, kOther, "a TensorFlow Lite model. Take the PyTorch checkpoint it was made from"},
    {"\x08", 0, kOther, "perhaps an ONNX model. Take the PyTorch checkpoint it was made from"},
    {"version https://", 0, kNone, "a Git LFS pointer, not the weights. Download the file itself"},
    {"<", 0, kNone, "a web page, not the weights. Download the file itself"},
    {"\xFF\xD8\xFF", 0, kNone, "a JPEG image"},
    {"\x89PNG", 0, kNone, "a PNG image"},
    {"\x1F\x8B", 0, kNone, "compressed by gzip. Unpack it first"},
};

}  // namespace

FileKind RecogniseFile(std::span<const std::byte> first_bytes) {
  const std::string_view text(reinterpret_cast<const char*>(first_bytes.data()),
                              first_bytes.size());
  // A header length of less than 2^32, and the JSON after it. "\x08" begins a short one too.
  if (text.size() > 8 && text[8] == '{' && text.substr(4, 4) == std::string_view("\0\0\0\0", 4)) {
    return FileKind::kSafetensors;
  }
  if (LooksLikePyTorch(first_bytes)) return FileKind::kPyTorch;
  if (text.starts_with('{')) return FileKind::kShardIndex;
  for (const Stranger& stranger : kStrangers) {
    if (text.size() > stranger.offset && text.substr(stranger.offset).starts_with(stranger.bytes)) {
      throw Error(stranger.code, std::string("The file is ") + stranger.what + ".");
    }
  }
  throw Error(ErrorCode::kInvalidCheckpoint,
              text.empty()
                  ? "The file is empty."
                  : "The file is no checkpoint: it begins neither like a safetensors file nor like "
                    "PyTorch's.");
}

}  // namespace residua
