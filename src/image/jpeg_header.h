// What a JPEG file says about its picture and its coding outside the entropy-coded data (ITU-T
// T.81, annex B), as libjpeg reads it.

#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "image/jpeg_huffman.h"
#include "image/jpeg_input.h"
#include "image/jpeg_planes.h"

namespace residua {

// The 64 steps of a quantisation, row by row.
using JpegQuantiser = std::array<std::uint16_t, 64>;

// Where the coefficients of a block lie that come in zigzag order (T.81, figure A.6). Damaged data
// count up to 15 beyond the last one.
extern const std::array<std::uint8_t, 64 + 16> jpeg_zigzag;

struct JpegComponent {
  int id = 0;
  int across = 1;  // sampling factors: blocks of it in each interleaved unit, 1 to 4
  int down = 1;
  int quantiser_slot = 0;
  // The steps that were in the slot when the component's first scan began; none before.
  std::optional<JpegQuantiser> quantiser;

  int width = 0;   // samples
  int height = 0;  // samples
  // In blocks of 8 x 8 samples, and rounded up to whole interleaved units.
  int blocks_across = 0;
  int blocks_down = 0;
  int padded_across = 0;
  int padded_down = 0;
};

struct JpegFrame {
  int width = 0;   // pixels; 0 before the frame header was read
  int height = 0;  // pixels
  bool progressive = false;
  bool arithmetic = false;
  int count = 0;  // of components: 1, 3 or 4
  std::array<JpegComponent, 4> components = {};
  int max_across = 1;  // the largest sampling factors
  int max_down = 1;
  int units_across = 0;  // interleaved units
  int units_down = 0;
};

struct JpegScanComponent {
  int index = 0;  // in the frame
  int dc_slot = 0;
  int ac_slot = 0;
};

struct JpegScan {
  int count = 0;
  std::array<JpegScanComponent, 4> components = {};
  int first = 0;  // of the coefficients, in zigzag order
  int last = 63;
  int high = 0;  // the bit that an earlier scan ended with, 0 for none
  int low = 0;   // the bit that this one ends with
};

// How arithmetic coding chooses its statistics (T.81, F.1.4.4).
struct JpegConditioning {
  std::array<std::uint8_t, 16> dc_low = {};
  std::array<std::uint8_t, 16> dc_high = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  std::array<std::uint8_t, 16> ac = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
};

struct JpegHeader {
  JpegFrame frame;
  JpegScan scan;  // the latest
  std::array<std::optional<JpegQuantiser>, 4> quantisers;
  std::array<HuffmanCode, 4> dc_codes;
  std::array<HuffmanCode, 4> ac_codes;
  JpegConditioning conditioning;
  int restart_interval = 0;  // interleaved units; 0 for none
  bool has_jfif = false;
  int adobe_transform = -1;  // -1 without Adobe's mark
  int orientation = 0;       // EXIF's, 1 to 8; 0 before any EXIF was seen
};

// Reads segments up to the start of the next scan, whose data follow, or to the end marker. Returns
// whether there is a scan. Throws Error(kUnsupportedImage) for lossless, hierarchical and 12-bit
// JPEG and other than 1, 3 or 4 components; Error(kInvalidImage) for what libjpeg refuses.
bool ReadToScan(JpegInput& input, JpegHeader& header);

// As libjpeg guesses: JFIF's mark says YCbCr, else Adobe's mark says it, else the components'
// names. Four components without a mark are CMYK.
JpegColors ColorsOf(const JpegHeader& header);

}  // namespace residua
