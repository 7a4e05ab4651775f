#include "image/jpeg_huffman.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "core/error.h"
#include "support/image_files.h"

using residua::HuffmanCode;
using residua::HuffmanTable;
using residua::JpegBits;
using residua::JpegInput;
using residua::testing::Bytes;

namespace {

// The symbols that bits stand for, until they have run out.
std::vector<int> Decoded(const HuffmanTable& table, const Bytes& data, int count) {
  Bytes file = {0xFF, 0xD8};
  file.insert(file.end(), data.begin(), data.end());
  const Bytes end = {0xFF, 0xD9};
  file.insert(file.end(), end.begin(), end.end());
  JpegInput input(file);
  JpegBits bits(input);
  std::vector<int> symbols;
  for (int i = 0; i < count; ++i) {
    bits.Fill();
    symbols.push_back(table.Decode(bits));
  }
  return symbols;
}

}  // namespace

TEST_CASE("Huffman codes are counted up as T.81, annex C, says", "[image]") {
  // One code of 1 bit, one of 2, one of 12: 0, 10, 110000000000.
  HuffmanCode code{.defined = true};
  code.counts = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
  code.symbols[0] = 5;
  code.symbols[1] = 6;
  code.symbols[2] = 7;
  const HuffmanTable table(code, true);
  // 0 10 0 110000000000 10 0 padding
  CHECK(Decoded(table, {0b01001100, 0b00000000, 0b10011111}, 6) ==
        std::vector<int>{5, 6, 5, 7, 6, 5});
}

TEST_CASE("Bits that are no code count as 0 and take 17, as in libjpeg", "[image]") {
  HuffmanCode code{.defined = true};
  code.counts = {1};
  code.symbols[0] = 9;
  const HuffmanTable table(code, true);
  // Sixteen ones and one more bit, then the code 0.
  CHECK(Decoded(table, {0xFF, 0, 0xFF, 0, 0b10111111}, 2) == std::vector<int>{0, 9});
}

TEST_CASE("Coefficients with short codes come whole", "[image]") {
  // T.81, table K.5: 01 is "no zeros before it, 2 bits", 1011 "no zeros, 4 bits".
  const HuffmanTable table(residua::StandardAcCode(0), false);
  const Bytes file = {0xFF, 0xD8, 0b01101011, 0b00010000, 0, 0, 0xFF, 0xD9};
  JpegInput input(file);
  JpegBits bits(input);
  bits.Fill();
  // 01 10: the value 2, in 4 bits.
  CHECK(table.ShortCoefficient(bits) == 2 * 256 + 4);
  bits.Drop(4);
  // 1011 0001: the value 1 - 15, in 8 bits.
  CHECK(table.ShortCoefficient(bits) == -14 * 256 + 8);
}

TEST_CASE("Impossible Huffman tables are refused", "[image]") {
  HuffmanCode code{.defined = true};
  code.counts = {2};  // all ones is no code
  CHECK_THROWS_AS(HuffmanTable(code, false), residua::Error);
  code.counts = {1};
  code.symbols[0] = 16;  // no size of a difference
  CHECK_THROWS_AS(HuffmanTable(code, true), residua::Error);
  CHECK_NOTHROW(HuffmanTable(code, false));
  CHECK_THROWS_AS(HuffmanTable(HuffmanCode{}, false), residua::Error);
}

TEST_CASE("More codes than a length has are refused before they are written [regression]",
          "[image]") {
  for (std::size_t length = 1; length < 16; ++length) {
    for (const bool is_dc : {false, true}) {
      CAPTURE(length, is_dc);
      HuffmanCode code{.defined = true};
      code.counts[length - 1] = 255;
      // Where there would be so many, shorter codes take the others' place.
      for (std::size_t i = 0; length >= 8 && i < std::min<std::size_t>(8, length - 1); ++i) {
        code.counts[i] = 1;
      }
      CHECK_THROWS_AS(HuffmanTable(code, is_dc), residua::Error);
    }
  }
}

TEST_CASE("Numbers that may be negative begin with their sign's opposite", "[image]") {
  const Bytes file = {0xFF, 0xD8, 0b10001101, 0b11000000, 0, 0, 0xFF, 0xD9};
  JpegInput input(file);
  JpegBits bits(input);
  bits.Fill();
  CHECK(bits.TakeSigned(1) == 1);
  CHECK(bits.TakeSigned(1) == -1);
  CHECK(bits.TakeSigned(2) == -3);
  CHECK(bits.TakeSigned(4) == 13);
  CHECK(bits.TakeSigned(2) == 3);
  CHECK_FALSE(bits.RanOut());
  bits.Drop(32);
  CHECK(bits.RanOut());
}
