#include "core/error.h"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "core/json.h"
#include "engine/execution.h"
#include "image/decode.h"
#include "support/error_of.h"
#include "support/hashed_checkpoint.h"
#include "support/image_files.h"
#include "support/read_checkpoint.h"
#include "support/safetensors_file.h"
#include "support/shared_data.h"
#include "support/whole_image.h"

namespace residua::testing {
namespace {

// All, in the order of the enumeration, whose last one is kInternal.
std::vector<ErrorCode> AllCodes() {
  std::vector<ErrorCode> codes;
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    codes.push_back(static_cast<ErrorCode>(i));
  }
  return codes;
}

void DecodeBytes(const std::vector<std::uint8_t>& file) { Decode(file); }

std::unique_ptr<Classifier> Load(const std::string& file) {
  ClassifierLoader loader({});
  loader.Push(std::as_bytes(std::span(file)));
  return loader.Finish();
}

// A network without its last layer.
std::unique_ptr<Classifier> LoadEncoder() {
  std::vector<GoldenTensor> tensors = TinyNetwork().tensors;
  std::erase_if(tensors, [](const auto& tensor) { return tensor.name.starts_with("fc."); });
  ClassifierLoader loader({});
  loader.Push(HashedSafetensors(tensors));
  return loader.Finish();
}

// Rectifies an image of that height and width.
void RunImage(std::size_t size) {
  engine::GraphBuilder graph;
  graph.Activate(graph.Input(3), engine::kRelu);
  engine::WeightsBuilder weights(std::move(graph).Build());
  const engine::ThreadPool pool;
  engine::Execution(weights.Build(), {.height = size, .width = size}, pool);
}

void BuildWithoutWeights() {
  engine::GraphBuilder graph;
  graph.Convolution(graph.Input(3),
                    {.name = "conv", .shape = {.out_channels = 1, .in_channels = 3}}, {});
  engine::WeightsBuilder(std::move(graph).Build()).Build();
}

}  // namespace

TEST_CASE("Codes are those that the module has of the library", "[core]") {
  const std::optional<Json> list =
      Json::Parse(ReadText(RESIDUA_SOURCE_DIR "/tests/error-codes.json"));
  REQUIRE(list);
  std::vector<std::string> expected;
  for (const JsonValue& code : list->root()["library"].items()) {
    expected.emplace_back(code.string().value());
  }
  std::vector<std::string> codes;
  for (const ErrorCode code : AllCodes()) codes.emplace_back(ToString(code));
  CHECK(codes == expected);
}

TEST_CASE("Each code is thrown by a call", "[core]") {
  const std::map<ErrorCode, std::function<void()>> calls = {
      {ErrorCode::kInvalidImage, [] { DecodeBytes({'h', 'e', 'l', 'l', 'o'}); }},
      {ErrorCode::kUnsupportedImage, [] { DecodeBytes({'I', 'I', '*', 0}); }},
      {ErrorCode::kImageTooLarge,
       [] { DecodeBytes(Bmp({.width = 3'000'000, .height = 2'000'000})); }},
      {ErrorCode::kInvalidCheckpoint, [] { Load(std::string("\1\0\0\0\0\0\0\0{", 9)); }},
      {ErrorCode::kUnsupportedCheckpoint,
       [] { Load(SafetensorsText({{"w", "F32", "[1]", std::string(4, '\0')}}, "{}")); }},
      {ErrorCode::kInvalidOption, [] { engine::ThreadPool(0); }},
      {ErrorCode::kOutOfMemory, [] { RunImage(SIZE_MAX / 4); }},
      {ErrorCode::kNoAnswer,
       [] {
         const std::vector<std::uint8_t> photo = Bmp({.width = 64, .height = 64});
         LoadEncoder()->Classify({.bytes = photo}, 1);
       }},
      {ErrorCode::kInternal, BuildWithoutWeights},
  };
  for (const ErrorCode code : AllCodes()) {
    INFO(ToString(code));
    REQUIRE(calls.contains(code));
    const Error error = ErrorOf(calls.at(code));
    CHECK(error.code() == code);
    CHECK(error.what() != std::string());
  }
}

}  // namespace residua::testing
