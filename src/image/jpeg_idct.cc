#include "image/jpeg_idct.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "core/simd.h"

namespace residua {
namespace {

using simd::Bytes;
using simd::Cast;
using simd::InterleaveHigh;
using simd::InterleaveLow;
using simd::Ints;
using simd::MultiplyAddPairs;
using simd::Narrow;
using simd::Words;

// Eight vectors as long as the transform; each lane is one of eight transforms.
using Block = std::array<Words, 8>;

// Factors have 13 fractional bits. The first pass keeps 2 of them; the second drops all, and the
// factor of 8 by which two passes scale the result.
constexpr int kFactorBits = 13;
constexpr int kKeptBits = 2;
constexpr int kFirstShift = kFactorBits - kKeptBits;
constexpr int kSecondShift = kFactorBits + kKeptBits + 3;

constexpr std::int16_t Fixed(double factor) {
  const auto doubled = static_cast<int>(factor * (2 << kFactorBits));
  return static_cast<std::int16_t>((doubled + 1) / 2);  // rounded
}

// sqrt(2) times the paper's cosines and their sums, each rounded separately; derived factors use
// the rounded values.
constexpr std::int16_t k0541 = Fixed(0.541196100);
constexpr std::int16_t k0765 = Fixed(0.765366865);
constexpr std::int16_t k1847 = Fixed(1.847759065);
constexpr std::int16_t k1175 = Fixed(1.175875602);
constexpr std::int16_t k1961 = Fixed(1.961570560);
constexpr std::int16_t k0390 = Fixed(0.390180644);
constexpr std::int16_t k0298 = Fixed(0.298631336);
constexpr std::int16_t k0899 = Fixed(0.899976223);
constexpr std::int16_t k2053 = Fixed(2.053119869);
constexpr std::int16_t k2562 = Fixed(2.562915447);
constexpr std::int16_t k3072 = Fixed(3.072711026);
constexpr std::int16_t k1501 = Fixed(1.501321110);

// Eight lanes of 32 bits.
struct Wide {
  Ints low;
  Ints high;

  friend Wide operator+(Wide a, Wide b) { return {a.low + b.low, a.high + b.high}; }
  friend Wide operator-(Wide a, Wide b) { return {a.low - b.low, a.high - b.high}; }
};

// v * 2^13
Wide Scale(Words v) {
  constexpr int kShift = 16 - kFactorBits;
  return {Cast<Ints>(InterleaveLow(Words{}, v)) >> kShift,
          Cast<Ints>(InterleaveHigh(Words{}, v)) >> kShift};
}

// Two vectors to rotate.
class Pair {
 public:
  Pair(Words a, Words b) : low_(InterleaveLow(a, b)), high_(InterleaveHigh(a, b)) {}

  // a * by_a + b * by_b
  Wide Times(int by_a, int by_b) const {
    const auto a = static_cast<std::int16_t>(by_a);
    const auto b = static_cast<std::int16_t>(by_b);
    const Words factors = {a, b, a, b, a, b, a, b};
    return {MultiplyAddPairs(low_, factors), MultiplyAddPairs(high_, factors)};
  }

 private:
  Words low_;
  Words high_;
};

template <int kShift>
Words Round(Wide v) {
  const Ints half = Ints{} + (1 << (kShift - 1));
  return Narrow((v.low + half) >> kShift, (v.high + half) >> kShift);
}

// Eight transforms at once, lane by lane.
template <int kShift>
Block Transform(const Block& in) {
  const Wide sum = Scale(in[0] + in[4]);
  const Wide difference = Scale(in[0] - in[4]);
  const Pair in26(in[2], in[6]);
  const Wide rotated2 = in26.Times(k0541, k0541 - k1847);
  const Wide rotated6 = in26.Times(k0541 + k0765, k0541);
  const std::array<Wide, 4> even = {sum + rotated6, difference + rotated2, difference - rotated2,
                                    sum - rotated6};

  const Pair sums(in[7] + in[3], in[5] + in[1]);
  const Wide shared73 = sums.Times(k1175 - k1961, k1175);
  const Wide shared51 = sums.Times(k1175, k1175 - k0390);
  const Pair in71(in[7], in[1]);
  const Pair in53(in[5], in[3]);
  const std::array<Wide, 4> odd = {
      in71.Times(-k0899, k1501 - k0899) + shared51, in53.Times(-k2562, k3072 - k2562) + shared73,
      in53.Times(k2053 - k2562, -k2562) + shared51, in71.Times(k0298 - k0899, -k0899) + shared73};

  return {Round<kShift>(even[0] + odd[0]), Round<kShift>(even[1] + odd[1]),
          Round<kShift>(even[2] + odd[2]), Round<kShift>(even[3] + odd[3]),
          Round<kShift>(even[3] - odd[3]), Round<kShift>(even[2] - odd[2]),
          Round<kShift>(even[1] - odd[1]), Round<kShift>(even[0] - odd[0])};
}

// Three perfect shuffles of the 64 lanes, which each rotate the bits of an index by one.
Block Transpose(Block block) {
  for (int shuffle = 0; shuffle < 3; ++shuffle) {
    Block shuffled;
    for (std::size_t i = 0; i < 4; ++i) {
      shuffled[2 * i] = InterleaveLow(block[i], block[i + 4]);
      shuffled[2 * i + 1] = InterleaveHigh(block[i], block[i + 4]);
    }
    block = shuffled;
  }
  return block;
}

// Whether only the first row has coefficients, as in most blocks of a smooth image.
bool IsOneRow(const Block& block) {
  const Words rest = block[1] | block[2] | block[3] | block[4] | block[5] | block[6] | block[7];
  std::array<std::uint64_t, 2> bits;
  std::memcpy(bits.data(), &rest, sizeof(rest));
  return (bits[0] | bits[1]) == 0;
}

// The same for the first lane of a row.
bool IsOneNumber(Words row) {
  std::array<std::uint64_t, 2> bits;
  std::memcpy(bits.data(), &row, sizeof(row));
  return bits[0] <= 0xFFFF && bits[1] == 0;
}

// The result of both passes if there is only a mean.
void Fill(std::uint8_t* samples, int stride, std::int16_t mean) {
  const auto kept = static_cast<std::int16_t>(mean << kKeptBits);
  constexpr int kShift = kKeptBits + 3;
  const int value = std::clamp(((kept + (1 << (kShift - 1))) >> kShift) + 128, 0, 255);
  for (int row = 0; row < 8; ++row, samples += stride) std::memset(samples, value, 8);
}

}  // namespace

void InverseDct(std::uint8_t* samples, int stride, const std::int16_t* coefficients,
                const std::uint16_t* steps) {
  Block block;
  Block factors;
  std::memcpy(block.data(), coefficients, sizeof(block));
  std::memcpy(factors.data(), steps, sizeof(factors));
  for (std::size_t row = 0; row < block.size(); ++row) block[row] *= factors[row];
  if (IsOneRow(block)) {
    if (IsOneNumber(block[0])) return Fill(samples, stride, block[0][0]);
    // The result of the first pass, except that overflow wraps here and saturates there.
    block.fill(block[0] << kKeptBits);
  } else {
    block = Transform<kFirstShift>(block);
  }
  block = Transpose(Transform<kSecondShift>(Transpose(block)));
  const Words middle = Words{} + std::int16_t{128};
  for (std::size_t row = 0; row < block.size(); row += 2) {
    const Bytes two = simd::NarrowToBytes(block[row] + middle, block[row + 1] + middle);
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), &two, sizeof(two));
    std::memcpy(samples, bytes.data(), 8);
    std::memcpy(samples + stride, bytes.data() + 8, 8);
    samples += 2 * static_cast<std::ptrdiff_t>(stride);
  }
}

}  // namespace residua
