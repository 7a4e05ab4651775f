#include "teach/functions.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace residua::teach {
namespace {

// ln 2 in two parts, the first with few bits, so that its product with an integer is exact.
constexpr double kLn2High = 0x1.62e42fee00000p-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

}  // namespace

double Exp(double x) {
  if (x < -708) return 0;
  x = std::min(x, 709.0);
  // Adding 1.5 * 2^52 leaves the integer nearest to x / ln 2 in the lowest bits.
  constexpr double kMagic = 0x1.8p52;
  const double n = (x * 0x1.71547652b82fep0 + kMagic) - kMagic;
  const double r = (x - n * kLn2High) - n * kLn2Low;
  // |r| is at most ln 2 / 2, where fourteen terms of the series suffice.
  double series = 1;
  for (int term = 13; term > 0; --term) series = 1 + series * r / term;
  const auto exponent = static_cast<std::uint64_t>(static_cast<std::int64_t>(n) + 1023);
  return series * std::bit_cast<double>(exponent << 52);
}

double Log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<int>(bits >> 52) - 1023;
  double mantissa = std::bit_cast<double>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    ++exponent;
  }
  // log m = 2 artanh s, and s^2 is at most 0.03.
  const double s = (mantissa - 1) / (mantissa + 1);
  double series = 0;
  for (int term = 23; term > 0; term -= 2) series = series * s * s + 1.0 / term;
  return exponent * kLn2High + (exponent * kLn2Low + 2 * s * series);
}

}  // namespace residua::teach
