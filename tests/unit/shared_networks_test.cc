// Real ImageNet networks on real inputs, where ../shared has them.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "support/expected_photos.h"
#include "support/shared_data.h"

namespace residua::testing {
namespace {

std::unique_ptr<Classifier> Load(const std::string& name) {
  ClassifierLoader loader(
      {.labels = Labels::FromText(ReadText(SharedPath("weights/imagenet-labels.txt")))});
  ReadPieces(SharedPath("weights/" + name + ".safetensors"),
             [&](std::span<const std::byte> piece) { loader.Push(piece); });
  return loader.Finish();
}

// N x C x H x W, little-endian  ->  N x H x W x C
Tensor ReadImages(const std::string& path, const Shape4& shape) {
  const std::vector<float> nchw = ReadFloats(path);
  REQUIRE(nchw.size() == shape.elements());
  Tensor tensor(shape);
  const std::size_t pixels = shape.height * shape.width;
  for (std::size_t n = 0; n < shape.batch; ++n) {
    for (std::size_t c = 0; c < shape.channels; ++c) {
      for (std::size_t i = 0; i < pixels; ++i) {
        tensor.values[(n * pixels + i) * shape.channels + c] =
            nchw[(n * shape.channels + c) * pixels + i];
      }
    }
  }
  return tensor;
}

}  // namespace

TEST_CASE("Logits of ImageNet networks are torch's within 2e-3", "[shared][slow]") {
  SkipWithout("golden");
  for (const std::string name : {"resnet18-imagenet-pqf", "resnet50-imagenet-pqf"}) {
    INFO(name);
    const std::unique_ptr<Classifier> classifier = Load(name);
    CHECK(name.starts_with(classifier->config().name));
    const Tensor images = ReadImages(SharedPath("golden/input_8x3x224x224.f32"), {8, 224, 224, 3});
    const std::vector<float> expected =
        ReadFloats(SharedPath("golden/logits_" + name + "_8x1000.f32"));
    const std::vector<float> logits = classifier->Logits(images);
    REQUIRE(logits.size() == expected.size());
    float largest = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      largest = std::max(largest, std::fabs(logits[i] - expected[i]));
    }
    CHECK(largest < 2e-3f);
  }
}

TEST_CASE("The dog is a Samoyed, as torch has it", "[shared][slow]") {
  SkipWithout("images/dog.jpg");
  const std::unique_ptr<Classifier> classifier = Load("resnet18-imagenet-pqf");
  const std::vector<std::uint8_t> photo = ReadBytes(SharedPath("images/dog.jpg"));
  const std::vector<Prediction> predictions = classifier->Classify({.bytes = photo}, 3).predictions;
  REQUIRE(predictions.size() == 3);
  CHECK(predictions[0].label == "Samoyed");
  CHECK(std::fabs(predictions[0].probability - 0.954f) < 0.005f);
  CHECK(predictions[1].label == "Arctic fox");
  CHECK(predictions[2].label == "Pomeranian");
}

TEST_CASE("Photos get the class that torch gives them", "[shared][slow]") {
  SkipWithout("images/expected.json");
  const std::vector<ExpectedPhoto> photos = ReadExpectedPhotos();
  REQUIRE(photos.size() == 300);
  for (const std::string name : {"resnet18-imagenet-pqf", "resnet50-imagenet-pqf"}) {
    INFO(name);
    const std::unique_ptr<Classifier> classifier = Load(name);
    std::size_t agreeing = 0;
    double difference = 0;
    for (const ExpectedPhoto& photo : photos) {
      const ExpectedTop5& expected = photo.networks.at(name);
      const std::vector<std::uint8_t> file = ReadBytes(SharedPath("images/" + photo.file));
      const Prediction best = classifier->Classify({.bytes = file}, 1).predictions[0];
      if (best.index == expected.classes[0]) ++agreeing;
      // Where torch is surer than 2 % there is no excuse.
      const bool clear = expected.probabilities[0] - expected.probabilities[1] > 0.02;
      INFO(photo.file);
      if (clear) CHECK(best.index == expected.classes[0]);
      difference += std::fabs(static_cast<double>(best.probability) - expected.probabilities[0]);
    }
    CHECK(agreeing >= 297);
    CHECK(difference / 300 < 0.005);
    std::cout << "photos " << name << ": " << agreeing << " of 300 as torch, mean difference "
              << difference / 300 << "\n";
  }
}

}  // namespace residua::testing
