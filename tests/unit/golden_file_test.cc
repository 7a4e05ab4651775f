#include "support/golden_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cstring>
#include <sstream>
#include <string>

#include "support/hashed_checkpoint.h"

using Catch::Matchers::WithinRel;

namespace residua::testing {
namespace {

// Two channels of one row of two: 1, -2 and 3, 0 as little-endian float32 in base64, worked out by
// hand.
constexpr const char* kText =
    "# a comment\n"
    "residua-golden 1\n"
    "network small\n"
    "counts 1 2 3\n"
    "tensor bn1.weight f32 2\n"
    "tensor bn1.num_batches_tracked i64\n"
    "tensor resnet.convolution.weight f32 2 3 7 7 as conv1.weight\n"
    "input 1 3 9 8\n"
    "point stem 1 2 1 2 0.5 3 AACAPwAAAMAAAEBAAAAAAA==\n";

GoldenFile Parse(const std::string& text) {
  std::istringstream stream(text);
  return ParseGoldenFile(stream);
}

}  // namespace

TEST_CASE("A golden file gives facts, tensors and points", "[support]") {
  const GoldenFile golden = Parse(kText);
  CHECK(golden.facts.at("network") == "small");
  CHECK(golden.Numbers("counts") == std::vector<std::size_t>{1, 2, 3});

  REQUIRE(golden.tensors.size() == 3);
  CHECK(golden.tensors[0].shape == std::vector<std::uint64_t>{2});
  CHECK(golden.tensors[0].hashed_as == "bn1.weight");
  CHECK(golden.tensors[1].is_integer);
  CHECK(golden.tensors[1].shape.empty());
  CHECK(golden.tensors[2].shape == std::vector<std::uint64_t>{2, 3, 7, 7});
  CHECK(golden.tensors[2].hashed_as == "conv1.weight");

  REQUIRE(golden.cases.size() == 1);
  CHECK(golden.cases[0].input == Shape4{1, 9, 8, 3});
  REQUIRE(golden.cases[0].points.size() == 1);
  CHECK(golden.cases[0].points[0].shape == Shape4{1, 1, 2, 2});
  CHECK(golden.cases[0].points[0].samples == std::vector<float>{1, -2, 3, 0});
}

TEST_CASE("A golden file that is cut short is refused", "[support]") {
  CHECK_THROWS_AS(Parse(""), std::runtime_error);
  CHECK_THROWS_AS(Parse("residua-golden 2\n"), std::runtime_error);
  const std::string text = kText;
  CHECK_THROWS_AS(Parse(text.substr(0, text.size() - 9)), std::runtime_error);
  CHECK_THROWS_AS(Parse(text.substr(0, text.find("input"))), std::runtime_error);
}

TEST_CASE("A difference is relative to the point's largest value", "[support]") {
  const auto point = Parse(kText).cases[0].points[0];
  Tensor tensor(point.shape);
  tensor.values = {1, 3, -2, 0};  // the same values, channels innermost
  CHECK(Difference(point, tensor) == 0);
  tensor.values[2] = -2.3f;
  CHECK_THAT(Difference(point, tensor), WithinRel(0.1, 1e-6));
  tensor.values[2] = NAN;
  CHECK(Difference(point, tensor) == INFINITY);
  CHECK(Difference(point, Tensor(Shape4{1, 2, 1, 2})) == INFINITY);
}

TEST_CASE("Hashed weights make a safetensors file", "[support]") {
  const std::vector<std::byte> file = HashedSafetensors(Parse(kText).tensors);
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof(length));
  const std::string header(reinterpret_cast<const char*>(file.data()) + 8,
                           static_cast<std::size_t>(length));
  CHECK(header.substr(0, header.find_last_not_of(' ') + 1) ==
        R"({"bn1.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
        R"("bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[8,16]},)"
        R"("resnet.convolution.weight":{"dtype":"F32","shape":[2,3,7,7],)"
        R"("data_offsets":[16,1192]}})");
  CHECK(length % 8 == 0);
  CHECK(file.size() == 8 + length + 1192);
}

TEST_CASE("The committed goldens can be read", "[support]") {
  const GoldenFile golden =
      ReadGoldenFile(RESIDUA_SOURCE_DIR "/tests/golden/networks/tiny_basic.golden");
  CHECK(golden.facts.at("classes") == "10");
  CHECK(golden.cases.at(0).points.front().name == "stem");
  CHECK(golden.cases.at(0).points.back().shape == Shape4{2, 1, 1, 10});
}

}  // namespace residua::testing
