#include "image/jpeg_smoothing.h"

#include <algorithm>
#include <cstddef>

namespace residua {
namespace {

// Weights of 5 x 5 means, in 256ths of a coefficient's step.
using Kernel = std::array<std::int16_t, 25>;

// For coefficients across. Those down are these, transposed.
struct Kernels {
  Kernel mean;
  Kernel across1;  // half a wave
  Kernel across2;
  Kernel across3;
  Kernel both;           // half a wave in each direction
  Kernel across2_down1;  // two across
};

// Where nothing but means is known.
constexpr Kernels kFromMeans = {
    .mean = {-2, -6, -8, -6, -2, -6, 6,  42, 6,  -6, -8, 42, 152,
             42, -8, -6, 6,  42, 6,  -6, -2, -6, -8, -6, -2},
    .across1 = {-1,  -1, 0,  1,  1, -3,  13, 0,  -13, 3, -3, 38, 0,
                -38, 3,  -3, 13, 0, -13, 3,  -1, -1,  0, 1,  1},
    .across2 = {0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0},
    .across3 = {0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0},
    .both = {-1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1},
    .across2_down1 = {0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0},
};

// Where other coefficients are known in part. Only these are estimated.
constexpr Kernels kBesideOthers = {
    .mean = {},
    .across1 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    .across2 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    .across3 = {},
    .both = {0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0},
    .across2_down1 = {},
};

struct Estimate {
  std::size_t zigzag;
  Kernel Kernels::* kernel;
  bool transposed;
};

// Beside others only the first five are estimated.
constexpr std::array<Estimate, 9> kEstimates = {{{1, &Kernels::across1, false},
                                                 {2, &Kernels::across1, true},
                                                 {3, &Kernels::across2, true},
                                                 {4, &Kernels::both, false},
                                                 {5, &Kernels::across2, false},
                                                 {6, &Kernels::across3, false},
                                                 {7, &Kernels::across2_down1, false},
                                                 {8, &Kernels::across2_down1, true},
                                                 {9, &Kernels::across3, true}}};
constexpr std::size_t kBesideOthersCount = 5;

using Means = std::array<int, 25>;

// The sum that a kernel makes, in steps of `step`, rounded, if its `low` highest bits may be in
// doubt only.
std::int16_t Estimated(const Means& means, const Kernel& kernel, bool transposed, int mean_step,
                       int step, int low) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    sum += kernel[transposed ? i % 5 * 5 + i / 5 : i] * means[i];
  }
  sum *= mean_step;
  const std::int64_t rounding = static_cast<std::int64_t>(step) << 7;
  std::int64_t size = (rounding + (sum < 0 ? -sum : sum)) / (static_cast<std::int64_t>(step) << 8);
  if (low > 0) size = std::min(size, (std::int64_t{1} << low) - 1);
  return static_cast<std::int16_t>(sum < 0 ? -size : size);
}

}  // namespace

void EstimateCoefficients(const JpegNeighbours& neighbours, int x, const JpegKnownBits& known,
                          const JpegQuantiser& quantiser, std::int16_t* block) {
  Means means;
  for (std::size_t i = 0; i < means.size(); ++i) {
    int column = std::max(x + static_cast<int>(i % 5) - 2, 0);
    // Beyond the right edge the last one counts; of two columns, in libjpeg-turbo 2.1, the first.
    if (column >= neighbours.columns) column = neighbours.columns == 2 ? 0 : neighbours.columns - 1;
    means[i] = neighbours.rows[i / 5][column];
  }
  const bool from_means =
      std::all_of(known.begin() + 1, known.end(), [](int bits) { return bits == -1; });
  const Kernels& kernels = from_means ? kFromMeans : kBesideOthers;
  for (std::size_t i = 0; i < (from_means ? kEstimates.size() : kBesideOthersCount); ++i) {
    const Estimate& estimate = kEstimates[i];
    const std::size_t at = jpeg_zigzag[estimate.zigzag];
    const int low = known[estimate.zigzag];
    if (low == 0 || block[at] != 0) continue;
    block[at] = Estimated(means, kernels.*estimate.kernel, estimate.transposed, quantiser[0],
                          quantiser[at], low);
  }
  if (from_means) {
    block[0] = Estimated(means, kernels.mean, false, quantiser[0], quantiser[0], 0);
  }
}

}  // namespace residua
