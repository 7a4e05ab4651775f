#include "checkpoint/protobuf.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "support/error_of.h"
#include "support/pytorch_files.h"

using namespace std::string_view_literals;

namespace residua::testing {
namespace {

// The examples of protobuf.dev/programming-guides/encoding.
constexpr std::string_view kNumber = "\x08\x96\x01"sv;                      // 1: 150
constexpr std::string_view kText = "\x12\x07testing"sv;                     // 2: "testing"
constexpr std::string_view kMessage = "\x1a\x03\x08\x96\x01"sv;             // 3: {1: 150}
constexpr std::string_view kPacked = "\x22\x06\x03\x8e\x02\x9e\xa7\x05"sv;  // 4: [3, 270, 86942]

std::vector<std::uint64_t> Numbers(const ProtoFields& fields, std::size_t bytes) {
  std::vector<std::uint64_t> numbers;
  fields.ForEachNumber(bytes, [&](std::uint64_t bits) { numbers.push_back(bits); });
  return numbers;
}

// Reads all fields of a message.
void Walk(std::string_view message) {
  const FileBytes file = AsFile(std::string(message));
  ProtoFields fields(file, 0, message.size());
  while (fields.Next()) Numbers(fields, 0);
}

}  // namespace

TEST_CASE("Fields of each kind are read as the encoding's examples have them", "[checkpoint]") {
  const std::string message = std::string(kNumber) + std::string(kText) + std::string(kMessage) +
                              std::string(kPacked) + std::string("\x2d\x01\x02\x03\x04"sv) +
                              std::string("\x31\x01\0\0\0\0\0\0\x80"sv);
  const FileBytes file = AsFile(message);
  ProtoFields fields(file, 0, message.size());
  REQUIRE(fields.Next());
  CHECK(fields.number() == 1);
  CHECK(fields.bits() == 150);
  CHECK(Numbers(fields, 0) == std::vector<std::uint64_t>{150});
  CHECK_FALSE(fields.has_length());
  REQUIRE(fields.Next());
  CHECK(fields.number() == 2);
  CHECK(fields.has_length());
  CHECK(fields.Text() == "testing");
  REQUIRE(fields.Next());
  ProtoFields inner = fields.Message();
  REQUIRE(inner.Next());
  CHECK(inner.number() == 1);
  CHECK(inner.bits() == 150);
  CHECK_FALSE(inner.Next());
  REQUIRE(fields.Next());
  CHECK(Numbers(fields, 0) == std::vector<std::uint64_t>{3, 270, 86942});
  REQUIRE(fields.Next());
  CHECK(fields.number() == 5);
  CHECK(fields.bits() == 0x04030201);
  REQUIRE(fields.Next());
  CHECK(fields.bits() == 0x8000000000000001);
  CHECK_FALSE(fields.Next());
}

TEST_CASE("Fields that are cut off, or are none, are damage", "[checkpoint]") {
  for (const std::string_view whole :
       {kNumber, kText, kMessage, kPacked, "\x2d\x01\x02\x03\x04"sv}) {
    Walk(whole);
    for (std::size_t length = 1; length < whole.size(); ++length) {
      INFO(length << " of " << whole.size());
      CHECK(ErrorOf([&] { Walk(whole.substr(0, length)); }).code() ==
            ErrorCode::kInvalidCheckpoint);
    }
  }
  // Groups, which proto3 does not have, and kinds that there are not.
  for (const std::string_view tag : {"\x0b"sv, "\x0c"sv, "\x0e"sv, "\x0f"sv}) {
    CHECK(ErrorOf([&] { Walk(tag); }).code() == ErrorCode::kInvalidCheckpoint);
  }
  // A number of more than ten bytes, and a length that passes 64 bits.
  CHECK(ErrorOf([] { Walk("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv); }).code() ==
        ErrorCode::kInvalidCheckpoint);
  CHECK(ErrorOf([] { Walk("\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv); }).code() ==
        ErrorCode::kInvalidCheckpoint);
}

}  // namespace residua::testing
