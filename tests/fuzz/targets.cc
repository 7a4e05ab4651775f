#include "fuzz/targets.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <vector>

#include "checkpoint/checkpoint_reader.h"
#include "checkpoint/convert.h"
#include "checkpoint/file_bytes.h"
#include "checkpoint/object_tree.h"
#include "checkpoint/onnx_format.h"
#include "checkpoint/pickle.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/torch_globals.h"
#include "checkpoint/zip_directory.h"
#include "core/error.h"
#include "engine/execution.h"
#include "fuzz/tensor_list.h"
#include "image/decode.h"
#include "image/image_format.h"
#include "model/describe.h"
#include "model/network_loader.h"
#include "model/recognise.h"
#include "support/whole_image.h"

namespace residua::testing {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Whether `read` ends as it may.
void Guarded(const auto& read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kInternal) std::terminate();
  }
}

FileBytes AsFile(Bytes bytes) {
  FileBytes file;
  file.Append(std::as_bytes(bytes));
  return file;
}

// Wants every tensor, in pieces of seven bytes where it may, and converts what are numbers.
struct Sink final : CheckpointSink {
  TensorIndex index;

  std::vector<std::uint64_t> OnIndex(const TensorIndex& found) override {
    index = found;
    std::vector<std::uint64_t> pieces;
    for (const TensorEntry& tensor : found.tensors) {
      pieces.push_back(tensor.order % 2 == 0 && tensor.parts.empty() ? 7 : kWhole);
    }
    return pieces;
  }

  void OnBytes(std::size_t tensor, std::uint64_t offset,
               std::span<const std::byte> bytes) override {
    const TensorEntry& entry = index.tensors.at(tensor);
    if (offset + bytes.size() > entry.end - entry.begin) std::terminate();
    const bool whole = offset == 0 && bytes.size() == entry.end - entry.begin;
    if (!whole || !IsFloatingPoint(entry.dtype) || entry.elements() > kMostElements) return;
    std::vector<float> numbers(static_cast<std::size_t>(entry.elements()));
    ToFloat(entry, bytes, numbers);
  }

  static constexpr std::uint64_t kMostElements = 1 << 20;
};

bool ReadPickle(Bytes bytes) {
  Guarded([&] {
    FileBytes file = AsFile(bytes);
    const Pickle pickle(file, 0, file.size(), ResolveTorchGlobal);
    // Storages that a mutation may well name.
    const StorageTable storages = {{"0", {.begin = 0, .end = 48}}, {"1", {.begin = 8, .end = 16}}};
    if (file.size() >= 48) ReadObjectTree(pickle, storages, file);
  });
  return true;
}

bool ReadZip(Bytes bytes) {
  Guarded([&] {
    FileBytes file = AsFile(bytes);
    for (ZipEntry& entry : ReadZipDirectory(file)) {
      if (entry.begin > entry.end || entry.end > file.size()) std::terminate();
      constexpr std::uint64_t kMost = 1 << 24;
      if (entry.size > kMost) continue;
      ExpandZipEntry(file, entry);
      CheckZipEntry(file, entry);
    }
  });
  return true;
}

bool ReadSafetensors(Bytes bytes) {
  Guarded([&] {
    const TensorIndex index =
        ParseSafetensorsHeader({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    for (const TensorEntry& tensor : index.tensors) {
      if (tensor.begin > tensor.end) std::terminate();
    }
  });
  return true;
}

bool ReadCheckpoint(Bytes bytes) {
  Guarded([&] {
    Sink sink;
    CheckpointReader reader(sink);
    constexpr std::size_t kPiece = 1000;
    for (Bytes rest = bytes; !rest.empty();) {
      const Bytes piece = rest.first(rest.size() < kPiece ? rest.size() : kPiece);
      reader.Push(std::as_bytes(piece));
      rest = rest.subspan(piece.size());
    }
    reader.Finish();
  });
  return true;
}

// A whole network, but for one whose images would be large.
bool ReadOnnx(Bytes bytes) {
  if (!OnnxFormat::Begins({reinterpret_cast<const char*>(bytes.data()), bytes.size()})) {
    return false;
  }
  Guarded([&] {
    NetworkLoader loader;
    loader.Push(std::as_bytes(bytes));
    loader.EndFile();
    const Network network = loader.Finish();
    constexpr std::size_t kMostPixels = 64;
    if (std::max(network.input_height, network.input_width) > kMostPixels) return;
    const engine::ThreadPool pool;
    const engine::ExecutionOptions size{
        .height = network.input_height ? network.input_height : kMostPixels,
        .width = network.input_width ? network.input_width : kMostPixels};
    engine::Execution execution(network.weights, size, pool);
    execution.Run(pool);
  });
  return true;
}

bool Recognise(Bytes bytes) {
  Guarded([&] {
    const TensorIndex index = ReadTensorList(bytes);
    const RecognisedNetwork network = RecogniseResNet(index, {.stem_stride = 2, .max_pool = true});
    if (Describe(network.config).empty()) std::terminate();
    for (const RecognisedLayer& layer : network.layers) {
      for (const std::size_t part : layer.tensors.parts) {
        if (part != kNoTensor && part >= index.tensors.size()) std::terminate();
      }
    }
  });
  return true;
}

template <ImageFormat kFormat>
bool ReadImage(Bytes bytes) {
  bool is_format = false;
  Guarded([&] {
    is_format = RecognizeFormat(bytes) == kFormat;
    constexpr std::int64_t kMostPixels = 1 << 20;
    if (is_format) Decode(bytes, {.max_pixels = kMostPixels});
  });
  return is_format;
}

constexpr FuzzTarget kTargets[] = {
    {"pickle", ReadPickle},
    {"zip", ReadZip},
    {"safetensors", ReadSafetensors},
    {"checkpoint", ReadCheckpoint},
    {"onnx", ReadOnnx},
    {"recognise", Recognise},
    {"jpeg", ReadImage<ImageFormat::kJpeg>},
    {"png", ReadImage<ImageFormat::kPng>},
    {"gif", ReadImage<ImageFormat::kGif>},
    {"bmp", ReadImage<ImageFormat::kBmp>},
#ifndef __EMSCRIPTEN__  // see kReadsWebp
    {"webp", ReadImage<ImageFormat::kWebp>},
#endif
};

}  // namespace

std::span<const FuzzTarget> FuzzTargets() { return kTargets; }

}  // namespace residua::testing
