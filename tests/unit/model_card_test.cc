#include "classify/model_card.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "core/error.h"
#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

PreprocessConfig Preprocessing(const std::string& json) {
  const ModelCard card = ParseModelCard(json);
  REQUIRE(card.preprocess);
  return *card.preprocess;
}

}  // namespace

TEST_CASE("timm's config gives its evaluation transform", "[classify]") {
  // timm/resnet18.a1_in1k: input 224, crop_pct 0.95, so the shorter side becomes floor(224 / 0.95).
  const PreprocessConfig config = Preprocessing(R"({
    "architecture": "resnet18", "num_classes": 1000,
    "pretrained_cfg": {"tag": "a1_in1k", "input_size": [3, 224, 224], "test_input_size": [3, 288, 288],
      "interpolation": "bicubic", "crop_pct": 0.95, "test_crop_pct": 1.0, "crop_mode": "center",
      "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}})");
  CHECK(config.resize == ResizePolicy::kShortSide);
  CHECK(config.resize_short_side == 235);
  CHECK(config.crop == PixelSize{.width = 224, .height = 224});
  CHECK(config.filter == ResizeFilter::kBicubic);
  CHECK(config.crop_rounding == CropRounding::kHalfToEven);
  CHECK(config.mean[2] == 0.406f);
}

TEST_CASE("timm's crop modes and rectangular inputs are its own arithmetic", "[classify]") {
  PreprocessConfig config = Preprocessing(
      R"({"input_size": [3, 160, 256], "crop_pct": 0.8, "interpolation": "bilinear"})");
  CHECK(config.resize == ResizePolicy::kCover);
  CHECK(config.resize_size == PixelSize{.width = 320, .height = 200});
  CHECK(config.crop == PixelSize{.width = 256, .height = 160});

  config = Preprocessing(R"({"input_size": [3, 64, 64], "crop_pct": 1.0, "crop_mode": "squash"})");
  CHECK(config.resize == ResizePolicy::kSquash);
  CHECK(config.resize_size == PixelSize{.width = 64, .height = 64});
  CHECK(config.filter == ResizeFilter::kBicubic);  // timm's default

  config = Preprocessing(
      R"({"input_size": [3, 64, 64], "crop_mode": "border", "mean": [0.5, 0.0, 1.0]})");
  CHECK(config.resize == ResizePolicy::kFit);
  // 127.5 goes to the even neighbour, as Python rounds.
  CHECK(config.padding == std::array<std::uint8_t, 3>{128, 0, 255});
}

TEST_CASE("A transformers processor with crop_pct crops below 384 pixels and squashes from there",
          "[classify]") {
  // microsoft/resnet-50: int(224 / 0.875) = 256, bicubic.
  const std::string before =
      R"({"feature_extractor_type": "ConvNextFeatureExtractor", "crop_pct": 0.875,
    "do_normalize": true, "do_resize": true, "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225], "resample": 3, "size": )";
  for (const std::string size : {"224", R"({"shortest_edge": 224})"}) {
    const PreprocessConfig config = Preprocessing(before + size + "}");
    CHECK(config.resize == ResizePolicy::kShortSide);
    CHECK(config.resize_short_side == 256);
    CHECK(config.crop == PixelSize{.width = 224, .height = 224});
    CHECK(config.crop_rounding == CropRounding::kDown);
    CHECK(config.filter == ResizeFilter::kBicubic);
  }
  const PreprocessConfig large = Preprocessing(before + "384}");
  CHECK(large.resize == ResizePolicy::kSquash);
  CHECK(large.resize_size == PixelSize{.width = 384, .height = 384});
}

TEST_CASE("Other transformers processors crop, squash or leave the size alone", "[classify]") {
  PreprocessConfig config = Preprocessing(
      R"({"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 256},
          "crop_size": {"height": 224, "width": 192}, "do_center_crop": true, "resample": 2})");
  CHECK(config.resize == ResizePolicy::kShortSide);
  CHECK(config.resize_short_side == 256);
  CHECK(config.crop == PixelSize{.width = 192, .height = 224});

  config = Preprocessing(R"({"image_processor_type": "ViTImageProcessor",
          "size": {"height": 160, "width": 128}, "do_normalize": false})");
  CHECK(config.resize == ResizePolicy::kSquash);
  CHECK(config.crop == PixelSize{.width = 128, .height = 160});
  CHECK(config.mean == std::array<float, 3>{0, 0, 0});
  CHECK(config.stddev == std::array<float, 3>{1, 1, 1});

  config = Preprocessing(R"({"do_resize": false, "do_rescale": false, "image_mean": 0.5})");
  CHECK(config.resize == ResizePolicy::kNone);
  CHECK(config.rescale == 1);
  CHECK(config.mean == std::array<float, 3>{0.5f, 0.5f, 0.5f});
}

TEST_CASE("transformers' config.json tells strides and labels", "[classify]") {
  const ModelCard card =
      ParseModelCard(R"({"model_type": "resnet", "downsample_in_first_stage": true,
    "downsample_in_bottleneck": true, "id2label": {"1": "dog", "0": "cat"}})");
  CHECK(card.architecture.first_stage_stride == 2u);
  CHECK(card.architecture.stride_placement == StridePlacement::kReduce);
  CHECK_FALSE(card.preprocess);
  CHECK(card.labels.Name(0, 2) == "cat");
  CHECK(card.labels.Name(1, 2) == "dog");
}

TEST_CASE("Sizes, and mean with deviation, are each filled by themselves [regression]",
          "[classify]") {
  const ModelCard file = ParseModelCard(R"({"preprocessing": {"resizeTo": [96, 128],
    "cropSize": [96, 128], "interpolation": "bicubic", "mean": 0.5, "std": 0.25}})");
  ModelCard numbers = ParseModelCard(R"({"preprocessing": {"mean": 0, "std": 1}})");
  CHECK_FALSE(numbers.says_input_size);
  numbers.FillFrom(file);
  CHECK(numbers.says_input_size);
  CHECK(numbers.preprocess->resize == ResizePolicy::kSquash);
  CHECK(numbers.preprocess->crop == PixelSize{.width = 128, .height = 96});
  CHECK(numbers.preprocess->filter == ResizeFilter::kBicubic);
  CHECK(numbers.preprocess->mean[0] == 0.0f);
  CHECK(numbers.preprocess->stddev[2] == 1.0f);

  ModelCard sizes = ParseModelCard(R"({"preprocessing": {"resizeShortSide": 72, "cropSize": 64}})");
  CHECK_FALSE(sizes.says_normalisation);
  sizes.FillFrom(file);
  CHECK(sizes.preprocess->resize == ResizePolicy::kShortSide);
  CHECK(sizes.preprocess->crop.width == 64);
  CHECK(sizes.preprocess->mean[1] == 0.5f);
  CHECK(sizes.preprocess->stddev[1] == 0.25f);
}

TEST_CASE("Residua's own card says everything", "[classify]") {
  const ModelCard card = ParseModelCard(R"({
    "architecture": {"stride": "reduce", "shortcut": "pool", "firstStageStride": 2, "batchNormEpsilon": 0.001},
    "preprocessing": {"resizeShortSide": 232, "cropSize": 224, "interpolation": "bilinear",
      "mean": [0.1, 0.2, 0.3], "std": [0.4, 0.5, 0.6]},
    "labels": ["cat", "dog"], "groups": {"pet": [[0, 1]]}, "temperature": 1.25, "threshold": 0.5})");
  CHECK(card.architecture.stride_placement == StridePlacement::kReduce);
  CHECK(card.architecture.pooled_shortcut == true);
  CHECK(card.architecture.first_stage_stride == 2u);
  CHECK(card.architecture.batch_norm_epsilon == 0.001);
  REQUIRE(card.preprocess);
  CHECK(card.preprocess->resize_short_side == 232);
  CHECK(card.preprocess->stddev[1] == 0.5f);
  CHECK(card.labels.size() == 2);
  CHECK(card.groups.num_classes() == 2);
  CHECK(card.groups.Name(0) == "pet");
  CHECK(card.calibration().temperature == 1.25);
  CHECK(card.calibration().threshold == 0.5);
}

TEST_CASE("A card without calibration leaves probabilities as they are", "[classify]") {
  const ModelCard card = ParseModelCard(R"({"labels": ["cat", "dog"]})");
  CHECK(card.calibration().temperature == 1);
  CHECK(card.calibration().threshold == 0);
  // A group is still called certain only where it is more likely right than wrong.
  CHECK(card.calibration().hedge_threshold() == 0.5);
  CHECK(ParseModelCard(R"({"threshold": 0.25})").calibration().hedge_threshold() == 0.25);
  // What transformers' files call so belongs to networks that write.
  CHECK_FALSE(ParseModelCard(R"({"model_type": "resnet", "temperature": 2})").temperature);
}

TEST_CASE("torchvision's presets have names", "[classify]") {
  CHECK(Preprocessing(R"({"preprocessing": "torchvision-v1"})").resize_short_side == 256);
  const PreprocessConfig config = Preprocessing(R"({"preprocessing": "torchvision-v2"})");
  CHECK(config.resize_short_side == 232);
  CHECK(config.crop == PixelSize{.width = 224, .height = 224});
  CHECK(config.filter == ResizeFilter::kBilinear);
  CHECK_THROWS_AS(ParseModelCard(R"({"preprocessing": "torchvision"})"), Error);
}

TEST_CASE("What one card leaves open, the next one answers", "[classify]") {
  ModelCard card = ParseModelCard(R"({"model_type": "resnet", "id2label": {"0": "cat"}})");
  card.FillFrom(ParseModelCard(R"({"preprocessing": {"cropSize": 96}, "labels": ["other"],
    "architecture": {"stride": "reduce", "shortcut": "pool"}, "threshold": 0.25})"));
  CHECK_FALSE(card.temperature);
  CHECK(card.threshold == 0.25);
  CHECK(card.labels.Name(0, 1) == "cat");
  CHECK(card.architecture.stride_placement == StridePlacement::kSpatial);
  CHECK(card.architecture.pooled_shortcut == true);
  REQUIRE(card.preprocess);
  CHECK(card.preprocess->crop.width == 96);
}

TEST_CASE("Fields of the wrong form are refused by name", "[classify]") {
  struct Wrong {
    const char* json;
    const char* said;
  };
  const std::array all = {
      Wrong{"[]", "not a JSON object"},
      Wrong{"{", "not a JSON object"},
      Wrong{R"({"hello": 1})", "nothing that is known"},
      Wrong{R"({"input_size": [3, 224]  , "crop_pct": "wide"})", "\"crop_pct\""},
      Wrong{R"({"input_size": [3, 224, 0]})", "\"input_size\""},
      Wrong{R"({"input_size": 224, "crop_pct": 0})", "\"crop_pct\""},
      Wrong{R"({"input_size": 224, "interpolation": "lanczos"})", "lanczos"},
      Wrong{R"({"input_size": 224, "crop_mode": "spiral"})", "\"crop_mode\""},
      Wrong{R"({"input_size": 224, "mean": [1, 2]})", "\"mean\""},
      Wrong{R"({"image_mean": 0.5, "resample": 1})", "Pillow's number 1"},
      Wrong{R"({"do_resize": "yes"})", "\"do_resize\""},
      Wrong{R"({"preprocessing": {"cropSize": 2.5}})", "\"cropSize\""},
      Wrong{R"({"architecture": {"stride": "both"}})", "\"stride\""},
      Wrong{R"({"temperature": 0})", "\"temperature\""},
      Wrong{R"({"temperature": "warm"})", "\"temperature\""},
      Wrong{R"({"threshold": 1.5})",
            "\"threshold\" of the model's configuration must be a number from 0"},
      Wrong{R"({"threshold": -0.1})", "\"threshold\""},
  };
  for (const Wrong& wrong : all) {
    INFO(wrong.json);
    const Error error = ErrorOf([&] { ParseModelCard(wrong.json); });
    CHECK(error.code() == ErrorCode::kInvalidOption);
    CHECK_THAT(error.what(), ContainsSubstring(wrong.said));
  }
}

}  // namespace residua::testing
