// Coefficients that a progressive JPEG's missing scans would have brought, estimated from the mean
// brightness of blocks around (ITU-T T.81, K.8, as libjpeg-turbo widens it to 5 x 5 blocks).

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/jpeg_header.h"

namespace residua {

// How exactly the first coefficients of a component are known, in zigzag order: the lowest bit that
// has come, 0 if all have, -1 if none.
using JpegKnownBits = std::array<int, 10>;

// The mean values of a component's blocks: its first coefficients.
struct JpegMeans {
  std::vector<std::int16_t> values;  // row by row, `across` of them in each
  int across = 0;
};

struct JpegNeighbours {
  std::array<const std::int16_t*, 5> rows = {};  // of means: two above, the block's own, two below
  int columns = 0;                               // how many of a row may be looked at
};

// Changes those of the block's first coefficients that are 0 and not known to the last bit; its
// mean too, where nothing but means is known. `x` is the block's column.
void EstimateCoefficients(const JpegNeighbours& neighbours, int x, const JpegKnownBits& known,
                          const JpegQuantiser& quantiser, std::int16_t* block);

}  // namespace residua
