#include "checkpoint/safetensors.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "core/error.h"
#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {

TEST_CASE("A header gives names, types, shapes and ranges in file order", "[checkpoint]") {
  const std::string json = R"({"b": {"dtype": "F16", "shape": [2, 3], "data_offsets": [16, 28]},)"
                           R"("a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]},)"
                           R"("__metadata__": {"format": "pt"}})";
  const TensorIndex index = ParseSafetensorsHeader(json);
  REQUIRE(index.tensors.size() == 2);
  CHECK(index.tensors[0].name == "a");
  CHECK(index.tensors[1].name == "b");
  CHECK(index.tensors[1].dtype == DType::kF16);
  CHECK(index.tensors[1].ShapeText() == "[2, 3]");
  CHECK(index.tensors[0].begin == 8 + json.size());
  CHECK(index.tensors[1].end == 8 + json.size() + 28);
  CHECK(index.metadata.at("format") == "pt");
}

TEST_CASE("A tensor without dimensions is one element", "[checkpoint]") {
  const TensorIndex index =
      ParseSafetensorsHeader(R"({"n": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]}})");
  CHECK(index.tensors.at(0).elements() == 1);
}

TEST_CASE("Headers that lie are refused, with the tensor that does", "[checkpoint]") {
  struct Lie {
    const char* json;
    const char* said;
  };
  const std::array lies = {
      Lie{R"({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 12]}})", "expected 16"},
      Lie{R"({"w": {"dtype": "F32", "shape": [4], "data_offsets": [8, 24]}})", "do not follow"},
      Lie{R"({"w": {"dtype": "F32", "shape": [4], "data_offsets": [16, 0]}})", "no range"},
      Lie{R"({"w": {"dtype": "F32", "shape": [-4], "data_offsets": [0, 16]}})", "whole numbers"},
      Lie{R"({"w": {"dtype": "F32", "shape": [4.5], "data_offsets": [0, 18]}})", "whole numbers"},
      Lie{R"({"w": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}})",
          "\"w\""},
      Lie{R"({"w": {"dtype": "F32", "shape": [4]}})", "data_offsets"},
      Lie{R"({"w": {"shape": [4], "data_offsets": [0, 16]}})", "dtype"},
      Lie{R"({"w": 3})", "\"w\""},
      Lie{R"({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},)"
          R"("w": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}})",
          "two tensors \"w\""},
      Lie{R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},)"
          R"("b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}})",
          "\"b\" do not follow"},
      Lie{"[1]", "not a JSON object"},
      Lie{"{\"w\": ", "no JSON"},
  };
  for (const Lie& lie : lies) {
    INFO(lie.json);
    const Error error = ErrorOf([&] { ParseSafetensorsHeader(lie.json); });
    CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
    CHECK_THAT(error.what(), ContainsSubstring(lie.said));
  }
}

TEST_CASE("A type that no ResNet has is refused by name", "[checkpoint]") {
  const Error error = ErrorOf([] {
    ParseSafetensorsHeader(R"({"w": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [0, 4]}})");
  });
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("F8_E4M3"));
}

TEST_CASE("A header longer than the format allows is refused before it is read", "[checkpoint]") {
  std::array<std::byte, 8> prefix;
  prefix.fill(std::byte{0xFF});
  const Error error = ErrorOf([&] { SafetensorsHeaderLength(prefix); });
  CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
  prefix = {std::byte{0x10}, std::byte{0x01}};
  CHECK(SafetensorsHeaderLength(prefix) == 0x110);
}

}  // namespace residua::testing
