// The built-in model as every caller loads it. Its accuracy is measured elsewhere.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>

#include "classify/classifier.h"
#include "support/hashed_picture.h"
#include "support/shared_data.h"

namespace residua::testing {

TEST_CASE("The built-in model says itself all that belongs to it", "[classify]") {
  const std::string path = RESIDUA_SOURCE_DIR "/weights/builtin.safetensors";
  if (!std::filesystem::exists(path)) {
    SKIP("there is no weights/builtin.safetensors; git checkout weights restores it");
  }
  ClassifierLoader loader({});
  ReadPieces(path, [&](std::span<const std::byte> piece) { loader.Push(piece); });
  const std::unique_ptr<Classifier> classifier = loader.Finish();
  CHECK(classifier->label_state() == LabelState::kGiven);
  CHECK(classifier->calibration().temperature > 0);
  CHECK(classifier->calibration().threshold > 0);

  const RgbImage picture = HashedPicture("ramp", 90, 70);
  std::vector<std::uint8_t> rgba;
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
    rgba.insert(rgba.end(), &picture.pixels[i], &picture.pixels[i] + 3);
    rgba.push_back(255);
  }
  const std::size_t classes = classifier->config().num_classes;
  const Classification answer =
      classifier->Classify({.bytes = rgba, .raw = PixelSize{90, 70}}, classes);
  double sum = 0;
  for (const Prediction& prediction : answer.predictions) {
    sum += static_cast<double>(prediction.probability);
  }
  CHECK(std::abs(sum - 1) < 1e-4);
}

}  // namespace residua::testing
