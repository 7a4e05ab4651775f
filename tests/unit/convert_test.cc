#include "checkpoint/convert.h"

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"

namespace residua::testing {
namespace {

// The values of a contiguous tensor of that type with these bits.
template <typename Bits>
std::vector<float> Converted(DType dtype, const std::vector<Bits>& bits) {
  const TensorEntry entry{.dtype = dtype, .shape = {bits.size()}};
  std::vector<float> values(bits.size());
  ToFloat(entry, std::as_bytes(std::span(bits)), values);
  return values;
}

// IEEE 754 binary16, from its definition.
float HalfByDefinition(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const int mantissa = bits & 1023;
  const double sign = bits >> 15 ? -1 : 1;
  if (exponent == 31) return mantissa ? NAN : static_cast<float>(sign * INFINITY);
  if (exponent == 0) return static_cast<float>(sign * mantissa * std::ldexp(1.0, -24));
  return static_cast<float>(sign * (1024 + mantissa) * std::ldexp(1.0, exponent - 25));
}

}  // namespace

TEST_CASE("Every F16 becomes the float of the same value", "[checkpoint]") {
  std::vector<std::uint16_t> all(65536);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint16_t>(i);
  const std::vector<float> values = Converted(DType::kF16, all);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const float expected = HalfByDefinition(all[i]);
    const bool same = std::isnan(expected) ? std::isnan(values[i])
                                           : std::bit_cast<std::uint32_t>(expected) ==
                                                 std::bit_cast<std::uint32_t>(values[i]);
    if (!same) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("BF16, F32 and F64 become the nearest float", "[checkpoint]") {
  // 1, -2, the smallest normal float, infinity.
  CHECK(Converted<std::uint16_t>(DType::kBF16, {0x3F80, 0xC000, 0x0080, 0x7F80}) ==
        std::vector<float>{1.0f, -2.0f, std::numeric_limits<float>::min(), INFINITY});
  CHECK(Converted<float>(DType::kF32, {0.1f, -3.5f}) == std::vector<float>{0.1f, -3.5f});
  CHECK(Converted<double>(DType::kF64, {0.1, 1e300}) == std::vector<float>{0.1f, INFINITY});
}

TEST_CASE("Strided elements are read in the order of the shape", "[checkpoint]") {
  const std::array<float, 6> memory = {0, 1, 2, 3, 4, 5};
  // The transpose of a 2 x 3 matrix.
  const TensorEntry transposed{.dtype = DType::kF32, .shape = {3, 2}, .strides = {1, 3}};
  std::vector<float> values(6);
  ToFloat(transposed, std::as_bytes(std::span(memory)), values);
  CHECK(values == std::vector<float>{0, 3, 1, 4, 2, 5});
  // One value for all, as expand() makes it.
  const TensorEntry expanded{.dtype = DType::kF32, .shape = {2, 3}, .strides = {0, 0}};
  ToFloat(expanded, std::as_bytes(std::span(memory).first(1)), values);
  CHECK(values == std::vector<float>(6, 0.0f));
}

TEST_CASE("Bytes need no alignment to be converted", "[checkpoint]") {
  std::vector<std::byte> bytes(9);
  const std::array<float, 2> two = {1.5f, -2.5f};
  std::copy_n(std::as_bytes(std::span(two)).begin(), 8, bytes.begin() + 1);
  std::vector<float> values(2);
  ToFloat({.dtype = DType::kF32, .shape = {2}}, std::span(bytes).subspan(1), values);
  CHECK(values == std::vector<float>{1.5f, -2.5f});
}

TEST_CASE("Whole numbers are no weights", "[checkpoint]") {
  const std::array<std::int64_t, 1> number = {7};
  std::vector<float> value(1);
  const Error error = ErrorOf([&] {
    ToFloat({.name = "n", .dtype = DType::kI64}, std::as_bytes(std::span(number)), value);
  });
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
}

TEST_CASE("A type that is not read is refused with what to do about it [regression]",
          "[checkpoint]") {
  const auto said = [](DType dtype) {
    return std::string(ErrorOf([&] { CheckFloatingPoint({.name = "n", .dtype = dtype}); }).what());
  };
  CHECK(said(DType::kSparse).find("to_dense()") != std::string::npos);
  CHECK(said(DType::kQuantized).find("dequantize()") != std::string::npos);
  CHECK(said(DType::kMeta).find("with its weights") != std::string::npos);
  CHECK(said(DType::kI8).find("floating-point network") != std::string::npos);
  CHECK_NOTHROW(CheckFloatingPoint({.name = "n", .dtype = DType::kBF16}));
}

}  // namespace residua::testing
