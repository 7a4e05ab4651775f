#include "checkpoint/compact.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_reader.h"
#include "checkpoint/convert.h"
#include "core/error.h"
#include "support/error_of.h"
#include "support/safetensors_file.h"
#include "support/shared_data.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

// Converts every floating-point tensor of a file, as the network's loader does.
struct Decoder final : CheckpointSink {
  TensorIndex index;
  std::map<std::string, std::vector<float>> values;
  std::size_t largest = 0;  // bytes that were handed over at once

  std::vector<std::uint64_t> OnIndex(const TensorIndex& found) override {
    index = found;
    return std::vector<std::uint64_t>(found.tensors.size(), kWhole);
  }
  void OnBytes(std::size_t tensor, std::uint64_t, std::span<const std::byte> bytes) override {
    const TensorEntry& entry = index.tensors[tensor];
    std::vector<float>& floats = values[entry.name];
    floats.resize(static_cast<std::size_t>(entry.elements()));
    largest = std::max(largest, bytes.size());
    ToFloat(entry, bytes, floats);
  }
};

Decoder Decode(const std::string& file, std::size_t piece = 1 << 20) {
  Decoder decoder;
  CheckpointReader reader(decoder);
  const std::span<const std::byte> bytes = std::as_bytes(std::span(file));
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    reader.Push(bytes.subspan(i, std::min(piece, bytes.size() - i)));
  }
  reader.Finish();
  return decoder;
}

std::string Metadata(const std::string& shapes, const std::string& version = "1") {
  return R"({"residua.compact": "{\"version\": )" + version + R"(, \"shapes\": {)" + shapes +
         R"(}}"})";
}

const std::string kShapeOfW = R"(\"w\": [2, 3, 1, 1])";

// 2 channels of 3 numbers: scales 0.5 and 2.
const std::vector<StoredTensor> kWholeNumbers = {
    {"w.scale", "F32", "[2]", BytesOf<float>({0.5f, 2.0f})},
    {"w", "I8", "[2, 3, 1, 1]", BytesOf<std::int8_t>({-128, 0, 127, 1, -1, 3})}};

// The same shape in pairs, of which each row's second ends outside: (1, 2), (3, 4) and 15 more.
std::vector<StoredTensor> Pairs(std::size_t vectors, const std::vector<std::uint8_t>& codes) {
  std::vector<float> codebook = {1, 2, 3, 4};
  codebook.resize(2 * vectors, 9.0f);
  return {{"w.codebook", "F32", "[" + std::to_string(vectors) + ", 2]", BytesOf(codebook)},
          {"w.scale", "F32", "[2]", BytesOf<float>({0.5f, 2.0f})},
          {"w", "U8", "[2, " + std::to_string(codes.size() / 2) + "]", BytesOf(codes)}};
}

Error DecodingError(const std::vector<StoredTensor>& tensors, const std::string& metadata) {
  return ErrorOf([&] { Decode(SafetensorsText(tensors, metadata)); });
}

}  // namespace

TEST_CASE("Whole numbers are multiplied by their channel's scale", "[checkpoint]") {
  const Decoder decoder = Decode(SafetensorsText(kWholeNumbers, Metadata(kShapeOfW)));
  REQUIRE(decoder.index.tensors.size() == 1);
  CHECK(decoder.index.tensors[0].dtype == DType::kF32);
  CHECK(decoder.index.tensors[0].ShapeText() == "[2, 3, 1, 1]");
  CHECK(decoder.values.at("w") == std::vector<float>{-64, 0, 63.5f, 2, -2, 6});
}

TEST_CASE("Codes of a byte name vectors, and what hangs over a row's end is dropped",
          "[checkpoint]") {
  const Decoder decoder = Decode(SafetensorsText(Pairs(17, {0, 1, 16, 0}), Metadata(kShapeOfW)));
  CHECK(decoder.values.at("w") == std::vector<float>{0.5f, 1, 1.5f, 18, 18, 2});
}

TEST_CASE(
    "Of a codebook of at most 16 vectors two codes lie in a byte, the first in its lower half",
    "[checkpoint]") {
  const Decoder decoder = Decode(SafetensorsText(Pairs(16, {0x10, 0x0F}), Metadata(kShapeOfW)));
  CHECK(decoder.values.at("w") == std::vector<float>{0.5f, 1, 1.5f, 18, 18, 2});
}

TEST_CASE("Compact weights are what Python makes of them, however the file is cut into pieces",
          "[checkpoint]") {
  const std::string folder = RESIDUA_SOURCE_DIR "/tests/golden/checkpoints/";
  const std::string file = ReadText(folder + "compact.safetensors");
  const Decoder expected = Decode(ReadText(folder + "compact_decoded.safetensors"));
  REQUIRE(expected.values.size() >= 6);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, file.size()}) {
    INFO(piece);
    CHECK(Decode(file, piece).values == expected.values);
  }
}

TEST_CASE("What is held of a compact weight while it arrives is less than its float32",
          "[checkpoint]") {
  const std::string metadata = Metadata(R"(\"w\": [64, 64, 3, 3])");
  const auto held = [&](const std::vector<StoredTensor>& tensors) {
    return Decode(SafetensorsText(tensors, metadata), 100).largest;
  };
  const std::size_t numbers = 64 * 64 * 9;
  const StoredTensor scale = {"w.scale", "F16", "[64]", std::string(128, '\0')};
  CHECK(held({scale, {"w", "I8", "[64, 64, 3, 3]", std::string(numbers, '\0')}}) == 128 + numbers);
  CHECK(held({{"w.codebook", "F16", "[256, 2]", std::string(1024, '\0')},
              scale,
              {"w", "U8", "[64, 288]", std::string(numbers / 2, '\0')}}) ==
        1024 + 128 + numbers / 2);
}

TEST_CASE("A compact weight of a wrapped network has its name there", "[checkpoint]") {
  std::vector<StoredTensor> tensors = kWholeNumbers;
  for (StoredTensor& tensor : tensors) tensor.name = "module." + tensor.name;
  const std::string shapes = R"(\"module.w\": [2, 3, 1, 1])";
  CHECK(Decode(SafetensorsText(tensors, Metadata(shapes))).values.contains("module.w"));
}

TEST_CASE("A compact checkpoint may lie in several files", "[checkpoint]") {
  std::vector<StoredTensor> second = Pairs(17, {0, 1, 16, 0});
  for (StoredTensor& tensor : second) tensor.name[0] = 'v';
  const std::string files[] = {
      R"({"weight_map": {"w": "1", "w.scale": "1", "v": "2", "v.scale": "2", "v.codebook": "2"}})",
      SafetensorsText(kWholeNumbers, Metadata(kShapeOfW)),
      SafetensorsText(second, Metadata(R"(\"v\": [2, 3, 1, 1])"))};
  Decoder decoder;
  CheckpointReader reader(decoder);
  for (const std::string& file : files) {
    reader.Push(std::as_bytes(std::span(file)));
    reader.EndFile();
  }
  reader.Finish();
  CHECK(decoder.values.at("w") == std::vector<float>{-64, 0, 63.5f, 2, -2, 6});
  CHECK(decoder.values.at("v") == std::vector<float>{0.5f, 1, 1.5f, 18, 18, 2});
}

TEST_CASE("Without the metadata whole numbers are just that", "[checkpoint]") {
  const Error error = DecodingError(kWholeNumbers, "{}");
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("\"w\" is of type I8"));
}

TEST_CASE("Compact weights that do not fit together are refused, by name", "[checkpoint]") {
  struct Lie {
    std::vector<StoredTensor> tensors;
    std::string shapes;
    std::string said;
  };
  const StoredTensor scale = kWholeNumbers[0];
  const StoredTensor codes = kWholeNumbers[1];
  const std::vector<StoredTensor> pairs = Pairs(17, {0, 1, 16, 0});
  const std::vector<Lie> lies = {
      {{codes}, kShapeOfW, "no \"w.scale\" lies in front"},
      {{codes, scale}, kShapeOfW, "no \"w.scale\" lies in front"},
      {{scale, {"x", "F32", "[0]", ""}, codes}, kShapeOfW, "no \"w.scale\" lies in front"},
      {{scale}, kShapeOfW, "lacks it"},
      {{scale, codes}, R"(\"w\": [3, 2, 1, 1])", "\"w.scale\" is F32 [2], which"},
      {{scale, codes}, R"(\"w\": [2, 4, 1, 1])", "\"w\" is I8 [2, 3, 1, 1], which"},
      {{scale, codes}, R"(\"w\": [2, 0])", "no shape of a weight"},
      {{scale, codes}, R"(\"w\": [2, -3])", "no shape of a weight"},
      {{scale, codes}, R"(\"w\": [2, 4294967296, 4294967296])", "no shape of a weight"},
      {{scale, codes}, R"(\"w\": [4294967296, 2])", "no shape of a weight"},
      {{scale, codes}, R"(\"w\": 6)", "no shape of a weight"},
      {{scale, codes}, R"(\"w\": [2])", "no shape of a weight"},
      {{{"w.scale", "I64", "[2]", std::string(16, '\0')}, codes},
       kShapeOfW,
       "\"w.scale\" is I64 [2], which"},
      {{pairs[1], pairs[2]}, kShapeOfW, "no \"w.codebook\" lies in front"},
      {{pairs[0], pairs[1], {"w", "F32", "[2, 2]", std::string(16, '\0')}},
       kShapeOfW,
       "\"w\" is F32"},
      {pairs, R"(\"w\": [2, 5])", "\"w\" is U8 [2, 2], which"},
      {Pairs(16, {0, 1, 0, 0}), kShapeOfW, "\"w\" is U8 [2, 2], which"},
      {Pairs(257, {0, 1, 0, 0}), kShapeOfW, "which does not fit the weight's shape [2, 3, 1, 1]"},
      {{{"w.codebook", "F32", "[0, 2]", ""}, pairs[1], pairs[2]},
       kShapeOfW,
       "which does not fit the weight's shape [2, 3, 1, 1]"},
      {{{"w.codebook", "F32", "[2, 0]", ""}, pairs[1], pairs[2]},
       kShapeOfW,
       "which does not fit the weight's shape [2, 3, 1, 1]"},
      {{{"w.codebook", "F32", "[1, 17]", std::string(68, '\0')}, pairs[1], pairs[2]},
       kShapeOfW,
       "which does not fit the weight's shape [2, 3, 1, 1]"},
      {{{"w.codebook", "F32", "[1]", std::string(4, '\0')}, pairs[1], pairs[2]},
       kShapeOfW,
       "which does not fit the weight's shape [2, 3, 1, 1]"},
      {Pairs(17, {0, 1, 17, 0}), kShapeOfW, "beyond the last vector of \"w.codebook\""},
      {Pairs(15, {0x10, 0x0F}), kShapeOfW, "beyond the last vector"},
  };
  for (const Lie& lie : lies) {
    INFO(lie.said << " " << lie.shapes);
    const Error error = DecodingError(lie.tensors, Metadata(lie.shapes));
    CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
    CHECK_THAT(error.what(), ContainsSubstring("\"w\""));
    CHECK_THAT(error.what(), ContainsSubstring(lie.said));
    CHECK_THAT(error.what(), ContainsSubstring("scripts/compress.sh"));
  }
}

TEST_CASE("Metadata of another version or of none are refused", "[checkpoint]") {
  for (const std::string& metadata :
       {Metadata(kShapeOfW, "2"), Metadata(kShapeOfW, "\\\"1\\\""),
        std::string(R"({"residua.compact": ""})"), std::string(R"({"residua.compact": "[1]"})")}) {
    INFO(metadata);
    CHECK(DecodingError(kWholeNumbers, metadata).code() == ErrorCode::kUnsupportedCheckpoint);
  }
}

TEST_CASE("Metadata that name weights in another order than the file has them are refused",
          "[checkpoint]") {
  std::vector<StoredTensor> tensors = kWholeNumbers;
  for (StoredTensor tensor : kWholeNumbers) {
    tensor.name[0] = 'v';
    tensors.push_back(tensor);
  }
  const std::string shape_of_v = R"(\"v\": [2, 3, 1, 1])";
  const std::string good = SafetensorsText(tensors, Metadata(kShapeOfW + ", " + shape_of_v));
  CHECK(Decode(good).values.size() == 2);
  const Error error = DecodingError(tensors, Metadata(shape_of_v + ", " + kShapeOfW));
  CHECK_THAT(error.what(), ContainsSubstring("\"w\" cannot be read: the file lacks it"));
}

TEST_CASE("Every bit-flipped compact file gives one error or numbers, and no crash",
          "[checkpoint]") {
  const std::string good = SafetensorsText(Pairs(17, {0, 1, 16, 0}), Metadata(kShapeOfW));
  for (std::size_t i = 8; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
      try {
        Decode(bad);
      } catch (const Error& error) {
        CHECK(error.code() != ErrorCode::kInternal);
      }
    }
  }
}

}  // namespace residua::testing
