#include "teach/taught_file.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "core/error.h"
#include "support/error_of.h"
#include "support/golden_file.h"
#include "support/golden_hints.h"
#include "support/hashed_checkpoint.h"
#include "support/hashed_picture.h"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace residua::testing {
namespace {

using teach::FilePiece;
using teach::TaughtFile;
using teach::TaughtHead;

std::unique_ptr<Classifier> Load(const std::vector<std::byte>& file, ClassifierOptions options) {
  options.kernels = engine::KernelChoice::kDirect;
  ClassifierLoader loader(std::move(options));
  loader.Push(file);
  loader.EndFile();
  return loader.Finish();
}

// Two classes, whose numbers are of no meaning.
TaughtHead Head(std::size_t features) {
  TaughtHead head{.classes = {"cup", "\"bowl\""}, .temperature = 0.5};
  head.layer = {.classes = 2, .features = features, .bias = {0.25f, -1}};
  for (std::size_t i = 0; i < 2 * features; ++i) {
    head.layer.weights.push_back(static_cast<float>(i % 7) * 0.01f - 0.03f);
  }
  head.novelty.centre.assign(features, 0.5f);
  head.novelty.means.assign(features, 0.75f);
  head.novelty.threshold = 0.75;
  return head;
}

std::vector<std::byte> Assemble(const TaughtFile& file, const std::vector<std::byte>& original) {
  std::vector<std::byte> bytes;
  for (const FilePiece& piece : file.pieces) {
    const std::vector<std::byte>& from = piece.ours ? file.bytes : original;
    std::vector<std::byte> some(from.begin() + static_cast<std::ptrdiff_t>(piece.begin),
                                from.begin() + static_cast<std::ptrdiff_t>(piece.end));
    if (!piece.strides.empty()) some = InOrder(piece, some);
    bytes.insert(bytes.end(), some.begin(), some.end());
  }
  return bytes;
}

}  // namespace

TEST_CASE("A taught file has the network's body and the new head, and says how it is built",
          "[teach]") {
  // Every design of the grammar, which no state_dict tells by itself.
  std::set<std::filesystem::path> goldens;
  for (const auto& entry :
       std::filesystem::directory_iterator(RESIDUA_SOURCE_DIR "/tests/golden/networks")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("grammar_") || name.starts_with("tiny_")) goldens.insert(entry.path());
  }
  REQUIRE(goldens.size() > 30);
  const RgbImage picture = HashedPicture("noise", 90, 70);
  std::vector<std::uint8_t> rgba;
  for (std::size_t i = 0; i < picture.pixels.size(); i += 3) {
    rgba.insert(rgba.end(), &picture.pixels[i], &picture.pixels[i] + 3);
    rgba.push_back(255);
  }
  const Photo photo{.bytes = rgba, .raw = PixelSize{90, 70}};
  const PreprocessConfig preprocess{.resize_short_side = 70,
                                    .filter = ResizeFilter::kBicubic,
                                    .crop = {64, 64},
                                    .mean = {0.5f, 0.4f, 0.3f}};
  for (const std::filesystem::path& path : goldens) {
    CAPTURE(path.filename().string());
    const GoldenFile golden = ReadGoldenFile(path.string());
    const std::vector<std::byte> original = HashedSafetensors(golden.tensors);
    const std::unique_ptr<Classifier> base =
        Load(original, {.card = {.architecture = HintsOf(golden),
                                 .preprocess = preprocess,
                                 .says_input_size = true,
                                 .says_normalisation = true}});
    const std::vector<float> embedding = base->Embed(photo);
    const TaughtHead head = Head(embedding.size());
    const TaughtFile file = MakeTaughtFile(base->body(), head);
    const std::unique_ptr<Classifier> taught = Load(Assemble(file, original), {});

    CHECK(taught->config().stem == base->config().stem);
    CHECK(taught->config().stages == base->config().stages);
    CHECK(taught->config().answers() == 2);
    CHECK(taught->assumptions().empty());
    CHECK(taught->Embed(photo) == embedding);
    const std::vector<float> logits = taught->Logits(photo);
    for (std::size_t k = 0; k < 2; ++k) {
      double expected = static_cast<double>(head.layer.bias[k]);
      for (std::size_t j = 0; j < embedding.size(); ++j) {
        expected += static_cast<double>(head.layer.weights[k * embedding.size() + j]) *
                    static_cast<double>(embedding[j]);
      }
      CHECK_THAT(static_cast<double>(logits[k]), WithinAbs(expected, 1e-4));
    }
    const Classification answer = taught->Classify(photo, 2);
    const std::vector<double> probabilities = head.Probabilities(embedding);
    CHECK_THAT(static_cast<double>(answer.predictions[0].probability),
               WithinAbs(std::max(probabilities[0], probabilities[1]), 1e-4));
    CHECK(answer.novel == head.IsNovel(embedding, probabilities));
    CHECK(answer.sure == !*answer.novel);
    CHECK(answer.predictions[0].label == head.classes[answer.predictions[0].index]);
  }
}

TEST_CASE("Numbers that lie scattered are written in order", "[teach]") {
  // [2, 3] of which the second dimension is the slow one: 0 3 1 4 2 5 at strides 1, 2.
  const std::vector<std::uint16_t> scattered = {0, 3, 1, 4, 2, 5};
  const FilePiece piece{.end = 12, .shape = {2, 3}, .strides = {1, 2}, .element = 2};
  const std::vector<std::byte> ordered = InOrder(piece, std::as_bytes(std::span(scattered)));
  std::vector<std::uint16_t> numbers(6);
  std::memcpy(numbers.data(), ordered.data(), 12);
  CHECK(numbers == std::vector<std::uint16_t>{0, 1, 2, 3, 4, 5});
  CHECK(ErrorOf([&] { InOrder(piece, std::as_bytes(std::span(scattered)).first(10)); }).code() ==
        ErrorCode::kInvalidCheckpoint);
}

TEST_CASE("A head for embeddings of another length is refused", "[teach]") {
  const Error error = ErrorOf([] {
    MakeTaughtFile(R"({"architecture": {}, "preprocessing": {}, "features": 7, "head": "fc",
                       "headDimensions": 2, "tensors": []})",
                   Head(8));
  });
  CHECK(error.code() == ErrorCode::kInvalidOption);
  CHECK_THAT(error.what(), ContainsSubstring("7 features") && ContainsSubstring("takes 8"));
}

}  // namespace residua::testing
