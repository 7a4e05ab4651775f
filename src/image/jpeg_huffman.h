// Huffman-coded data of a JPEG: bits between markers, and the codes that they form (ITU-T T.81,
// annexes C and F).

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "image/jpeg_input.h"

namespace residua {

// A code as a file defines it.
struct HuffmanCode {
  bool defined = false;
  std::array<std::uint8_t, 16> counts = {};    // how many codes of 1, 2 ... 16 bits there are
  std::array<std::uint8_t, 256> symbols = {};  // of the codes in their order
};

// The codes of T.81, annex K.3, which frames of Motion JPEG leave out: slot 0 for luminance, 1 for
// chrominance.
const HuffmanCode& StandardDcCode(std::size_t slot);
const HuffmanCode& StandardAcCode(std::size_t slot);

// Bits of entropy-coded data, up to the next marker. Beyond it there are zeros.
class JpegBits {
 public:
  explicit JpegBits(JpegInput& input) : input_(&input) {}

  // Makes 32 bits ready for the functions below.
  void Fill() {
    if (count_ < 32 && !FillFour()) *this = Refilled(*this);
  }
  std::uint32_t Peek(int bits) const { return static_cast<std::uint32_t>(ready_ >> (64 - bits)); }
  void Drop(int bits) {
    ready_ <<= bits;
    count_ -= bits;
  }
  // 1 to 16 bits.
  int Take(int bits) {
    const int taken = static_cast<int>(Peek(bits));
    Drop(bits);
    return taken;
  }
  // As many bits as a number of this size that may be negative (T.81, F.12).
  int TakeSigned(int bits) {
    const int taken = Take(bits);
    return taken < 1 << (bits - 1) ? taken - (1 << bits) + 1 : taken;
  }

  // Whether bits were taken that the data do not have. Asked again it says no.
  bool RanOut() {
    if (count_ >= 0) return false;
    count_ = 0;
    return true;
  }
  void Clear() {
    ready_ = 0;
    count_ = 0;
  }

  // The state of a copy, which was quicker to work on.
  void Return(const JpegBits& copy) {
    ready_ = copy.ready_;
    count_ = copy.count_;
  }

 private:
  // Four bytes at once, if they are there and none is 0xFF.
  bool FillFour() {
    const std::uint8_t* const four = input_->marker() == 0 ? input_->Ahead() : nullptr;
    if (four == nullptr) return false;
    const std::uint32_t bytes = static_cast<std::uint32_t>(four[0]) << 24 |
                                static_cast<std::uint32_t>(four[1]) << 16 |
                                static_cast<std::uint32_t>(four[2]) << 8 | four[3];
    // Zero bytes of the inverse are found by the borrow of a subtraction.
    if (((~bytes - 0x01010101u) & bytes & 0x80808080u) != 0) return false;
    ready_ |= static_cast<std::uint64_t>(bytes) << (32 - count_);
    count_ += 32;
    input_->SkipFour();
    return true;
  }
  // By value, so that compilers may keep the state in registers.
  static JpegBits Refilled(JpegBits bits);
  void Refill();

  JpegInput* input_;
  std::uint64_t ready_ = 0;  // from the highest bit down
  int count_ = 0;            // of bits in it; negative where zeros beyond the data were taken
};

class HuffmanTable {
 public:
  // Throws Error(kInvalidImage) if the code is not defined or impossible.
  HuffmanTable(const HuffmanCode& code, bool is_dc);

  // The next symbol; needs 17 bits to be ready. What is no code is taken for 0, as in libjpeg.
  int Decode(JpegBits& bits) const {
    const std::uint16_t found = short_codes_[bits.Peek(kShortBits)];
    if (found == 0) return DecodeLong(bits);
    bits.Drop(found >> 8);
    return found & 0xFF;
  }

  // A whole coefficient, where its symbol and value take 10 bits together at most:
  // value << 8 | zeros before it << 4 | bits of both. 0 for a longer one and for other symbols.
  int ShortCoefficient(const JpegBits& bits) const {
    return short_coefficients_[bits.Peek(kShortBits)];
  }

 private:
  static constexpr int kShortBits = 10;

  int DecodeLong(JpegBits& bits) const;

  std::array<std::uint16_t, 1 << kShortBits> short_codes_ = {};  // bits << 8 | symbol
  std::array<std::int16_t, 1 << kShortBits> short_coefficients_ = {};
  std::array<std::uint8_t, 256> symbols_;
  // By a code's bits: one more than the last code, filled up to 16 bits, and what must be added to
  // a code to find its symbol.
  std::array<std::int32_t, 17> ends_ = {};
  std::array<std::int32_t, 17> offsets_ = {};
};

}  // namespace residua
