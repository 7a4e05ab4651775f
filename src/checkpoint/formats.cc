#include "checkpoint/formats.h"

#include <string_view>

#include "checkpoint/foreign_file.h"
#include "checkpoint/onnx_format.h"
#include "checkpoint/plain_pickle.h"
#include "checkpoint/pytorch_legacy.h"
#include "checkpoint/pytorch_zip.h"
#include "checkpoint/safetensors_format.h"
#include "checkpoint/sharded_checkpoint.h"

namespace residua {
namespace {

template <typename Format>
std::unique_ptr<CheckpointFormat> Make(CheckpointSink& sink) {
  return std::make_unique<Format>(sink);
}

struct KnownFormat {
  bool (*begins)(std::string_view first_bytes);
  std::unique_ptr<CheckpointFormat> (*make)(CheckpointSink&);
};

// The first match is used: an old PyTorch file is also a pickle, and the length at the start of a
// safetensors file may look like the start of others. In WebAssembly the formats after it are
// loaded only if a file is not safetensors (web/src/engine/readers.js).
constexpr KnownFormat kFormats[] = {
    {SafetensorsFormat::Begins, Make<SafetensorsFormat>}, {PyTorchZip::Begins, Make<PyTorchZip>},
    {PyTorchLegacy::Begins, Make<PyTorchLegacy>},         {PlainPickle::Begins, Make<PlainPickle>},
    {ShardedCheckpoint::Begins, Make<ShardedCheckpoint>}, {OnnxFormat::Begins, Make<OnnxFormat>},
};

}  // namespace

std::unique_ptr<CheckpointFormat> MakeFormat(std::span<const std::byte> first_bytes,
                                             CheckpointSink& sink) {
  const std::string_view text(reinterpret_cast<const char*>(first_bytes.data()),
                              first_bytes.size());
  for (const KnownFormat& format : kFormats) {
    if (format.begins(text)) return format.make(sink);
  }
  ThrowForeign(text);
}

}  // namespace residua
