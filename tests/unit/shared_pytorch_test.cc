// A real network as a .pth file, where ../shared has it.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/safetensors.h"
#include "classify/classifier.h"
#include "support/pytorch_files.h"
#include "support/shared_data.h"

namespace residua::testing {
namespace {

// The same tensors, to be saved by PyTorch's rules.
std::vector<TorchTensor> ReadTensors(const std::string& path) {
  const std::string file = ReadText(path);
  const std::size_t json =
      SafetensorsHeaderLength(std::as_bytes(std::span(file)).first<kSafetensorsPrefix>());
  std::vector<TorchTensor> tensors;
  const auto index =
      ParseSafetensorsHeader(std::string_view(file).substr(kSafetensorsPrefix, json));
  for (const TensorEntry& entry : index.tensors) {
    tensors.push_back({.name = entry.name,
                       .shape = entry.shape,
                       .bytes = file.substr(static_cast<std::size_t>(entry.begin),
                                            static_cast<std::size_t>(entry.end - entry.begin)),
                       .type = entry.dtype == DType::kI64 ? "Long" : "Float",
                       .element_bytes = SizeOf(entry.dtype)});
  }
  return tensors;
}

std::vector<float> LogitsOf(std::string_view file, const Tensor& image) {
  ClassifierLoader loader({});
  constexpr std::size_t kPiece = 700'000;
  for (std::size_t at = 0; at < file.size(); at += kPiece) {
    loader.Push(std::as_bytes(std::span(file.substr(at, kPiece))));
  }
  return loader.Finish()->Logits(image);
}

// The first of the golden inputs, N x C x H x W  ->  1 x H x W x C
Tensor ReadFirstImage() {
  const std::vector<float> nchw = ReadFloats(SharedPath("golden/input_8x3x224x224.f32"));
  Tensor image({1, 224, 224, 3});
  constexpr std::size_t kPixels = 224 * 224;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < kPixels; ++i) image.values[i * 3 + c] = nchw[c * kPixels + i];
  }
  return image;
}

}  // namespace

TEST_CASE("Logits of a .pth file are torch's within 2e-3, in both of its forms", "[shared][slow]") {
  const std::string name = "resnet18-imagenet-pqf";
  SkipWithout("golden/logits_" + name + "_8x1000.f32");
  SkipWithout("weights/" + name + ".safetensors");
  const std::vector<TorchTensor> tensors =
      ReadTensors(SharedPath("weights/" + name + ".safetensors"));
  const std::vector<float> expected =
      ReadFloats(SharedPath("golden/logits_" + name + "_8x1000.f32"));
  const Tensor image = ReadFirstImage();
  for (const bool legacy : {false, true}) {
    const std::vector<float> logits =
        LogitsOf(legacy ? TorchLegacy(tensors) : TorchZip(tensors), image);
    REQUIRE(logits.size() == 1000);
    float largest = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      largest = std::max(largest, std::fabs(logits[i] - expected[i]));
    }
    CHECK(largest < 2e-3f);
  }
}

}  // namespace residua::testing
