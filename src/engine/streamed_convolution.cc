#include "engine/streamed_convolution.h"

#include <algorithm>
#include <array>
#include <type_traits>

#include "core/simd.h"
#include "engine/fused_vectors.h"
#include "engine/rounding.h"
#include "engine/tuning.h"
#include "engine/winograd_grid.h"

namespace residua::engine {

using simd::kLanes;
using simd::kLanesOf;
using simd::kPairLanes;
using simd::Load;
using simd::LoadAs;
using simd::LoadPair;
using simd::MulAdd;
using simd::Pair;
using simd::RoundUpToLanes;
using simd::Splat;
using simd::Store;
using simd::Transpose;
using simd::Unrolled;
using simd::Vec4;
namespace {

constexpr std::size_t kRows = Tile4::kInputs;
constexpr std::size_t kProducts = kRows * kRows;
constexpr std::size_t kTaps = 9;
// This point contributes equally to every output, so the bias is added here.
constexpr std::size_t kBiasProduct = kRows + 1;
// Columns that are computed together, in pairs of vectors.
constexpr std::size_t kPanel = tuning::kStreamedPanel;
constexpr std::size_t kWidePanel = tuning::kWideStreamedPanel;
static_assert(kPanel % kPairLanes == 0 && kWidePanel % kPanel == 0);
// Rows of transformed filters that are computed together because they share sums.
constexpr std::array<std::array<std::size_t, 2>, 3> kRowPairs = {{{0, 5}, {1, 2}, {3, 4}}};
constexpr std::size_t kDepthStep = tuning::kStreamedDepth;
constexpr std::size_t kGroup = tuning::kStreamedGroup;

template <typename Vector>
using Row = std::array<Vector, 3>;

// Two rows of G filter, for all columns.
template <std::size_t kPair, typename Vector>
RESIDUA_INLINE std::array<Row<Vector>, 2> TransformColumns(const std::array<Vector, kTaps>& g) {
  std::array<Row<Vector>, 2> rows;
  for (std::size_t column = 0; column < 3; ++column) {
    const Vector top = g[column];
    const Vector middle = g[3 + column];
    const Vector bottom = g[6 + column];
    if constexpr (kPair == 0) {
      rows[0][column] = top;
      rows[1][column] = bottom;
    } else {
      const Vector even = kPair == 1 ? top + bottom : MulAdd(Splat(4.0f), bottom, top);
      const Vector odd = kPair == 1 ? middle : middle + middle;
      rows[0][column] = even + odd;
      rows[1][column] = even - odd;
    }
  }
  return rows;
}

// Transforms the filters of one panel, for `depth` input channels, into the twelve matrices of a
// pair of rows, each of kDepthStep rows.
template <std::size_t kPair, std::size_t kColumns>
void TransformPair(const float* filters, std::size_t depth, float* matrices) {
  // Needs twice the registers, but half the instructions where pairs are fused.
  using Vector = std::conditional_t<kColumns == kWidePanel, Pair, Vec4>;
  for (std::size_t k = 0; k < depth; ++k, filters += kTaps * kColumns) {
    for (std::size_t column = 0; column < kColumns; column += kLanesOf<Vector>) {
      std::array<Vector, kTaps> g;
      for (std::size_t tap = 0; tap < kTaps; ++tap) {
        g[tap] = LoadAs<Vector>(filters + tap * kColumns + column);
      }
      const std::array<Row<Vector>, 2> rows = TransformColumns<kPair>(g);
      float* const to = matrices + k * kColumns + column;
      Unrolled<2>([&](auto row) {
        const std::array<Vector, kRows> values = Tile4::TransformFilter(rows[row]);
        Unrolled<kRows>(
            [&](auto i) { Store(to + (row * kRows + i) * kDepthStep * kColumns, values[i]); });
      });
    }
  }
}

// c += a * b for kCount rows of a and one panel: a kCount x depth, with `row` floats from a row to
// the next and `step` from a column to the next, b depth x kColumns, c kCount x kColumns.
template <std::size_t kCount, std::size_t kColumns>
RESIDUA_INLINE void MultiplyAdd(const float* a, std::size_t row, std::size_t step, const float* b,
                                std::size_t depth, float* c) {
  constexpr std::size_t kPairs = kColumns / kPairLanes;
  Pair sums[kCount][kPairs];
  Unrolled<kCount>([&](auto i) {
    Unrolled<kPairs>([&](auto j) { sums[i][j] = LoadPair(c + i * kColumns + j * kPairLanes); });
  });
  for (std::size_t k = 0; k < depth; ++k, a += step, b += kColumns) {
    Pair columns[kPairs];
    Unrolled<kPairs>([&](auto j) { columns[j] = LoadPair(b + j * kPairLanes); });
    Unrolled<kCount>([&](auto i) {
      const Vec4 value = Splat(a[i * row]);
      Unrolled<kPairs>([&](auto j) { sums[i][j] = MulAdd(value, columns[j], sums[i][j]); });
    });
  }
  Unrolled<kCount>([&](auto i) {
    Unrolled<kPairs>([&](auto j) { Store(c + i * kColumns + j * kPairLanes, sums[i][j]); });
  });
}

// One group of adjacent operands: a depth x kGroup.
template <std::size_t kColumns>
void MultiplyAddGroup(const float* a, const float* b, std::size_t depth, float* c) {
  MultiplyAdd<kGroup, kColumns>(a, 1, kGroup, b, depth, c);
}

template <std::size_t kColumns>
void MultiplyAddRows(const float* a, std::size_t a_stride, const float* b, std::size_t depth,
                     std::size_t rows, float* c) {
  for (; rows >= kGroup; rows -= kGroup, a += kGroup * a_stride, c += kGroup * kColumns) {
    MultiplyAdd<kGroup, kColumns>(a, a_stride, 1, b, depth, c);
  }
  if (rows == 3) MultiplyAdd<3, kColumns>(a, a_stride, 1, b, depth, c);
  if (rows == 2) MultiplyAdd<2, kColumns>(a, a_stride, 1, b, depth, c);
  if (rows == 1) MultiplyAdd<1, kColumns>(a, a_stride, 1, b, depth, c);
}

// The inner loops for panels of this many columns.
struct PanelLoops {
  std::size_t columns;
  std::array<decltype(&TransformPair<0, kPanel>), 3> transform;
  decltype(&MultiplyAddGroup<kPanel>) multiply_group;
  decltype(&MultiplyAddRows<kPanel>) multiply_rows;
};

template <std::size_t kColumns>
constexpr PanelLoops kLoops = {
    .columns = kColumns,
    .transform = {&TransformPair<0, kColumns>, &TransformPair<1, kColumns>,
                  &TransformPair<2, kColumns>},
    .multiply_group = &MultiplyAddGroup<kColumns>,
    .multiply_rows = &MultiplyAddRows<kColumns>};

const PanelLoops& LoopsFor(std::size_t panel) {
  if constexpr (kFusionIsPossible) {
    if (panel == kWidePanel) return kLoops<kWidePanel>;
  }
  return kLoops<kPanel>;
}

class StreamedStep final : public Step {
 public:
  // `filters` and `bias` as in StreamedConvolution, in panels of this many columns.
  StreamedStep(const LayerShape& shape, std::size_t panel, const float* filters, const float* bias,
               const StepSize& size);

  void Bind(const Buffers& buffers) override;
  void Run(const ThreadPool& pool) override;

 private:
  std::size_t thread_floats() const {  // of one thread's scratch
    return kProducts * out_product_stride_ + 2 * kRows * kDepthStep * panel_;
  }
  void TransformPatches(const ThreadPool& pool, std::size_t first_tile, std::size_t tiles) const;
  void Interleave(const ThreadPool& pool) const;
  void RunPanel(std::size_t panel, std::size_t first_tile, std::size_t tiles, float* scratch) const;

  LayerShape shape_;
  std::size_t panel_;  // columns
  const PanelLoops& loops_;
  const float* filters_;
  const float* bias_;
  bool adds_;
  TileGrid<Tile4> grid_;
  bool small_batch_ = false;  // whether there are few tiles, which are multiplied as one group
  std::size_t block_tiles_ = 0;
  std::size_t in_stride_ = 0;           // floats between tiles of an operand
  std::size_t in_product_stride_ = 0;   // floats between operands
  std::size_t out_product_stride_ = 0;  // floats between products of one panel

  const float* input_ = nullptr;
  Target target_;
  float* operands_ = nullptr;        // shared by all threads
  float* interleaved_ = nullptr;     // the same for few tiles: product x channel x tile
  float* thread_scratch_ = nullptr;  // per thread: products, then transformed filters
};

StreamedStep::StreamedStep(const LayerShape& shape, std::size_t panel, const float* filters,
                           const float* bias, const StepSize& size)
    : shape_(shape),
      panel_(panel),
      loops_(LoopsFor(panel)),
      filters_(filters),
      bias_(bias),
      adds_(size.fusion.add),
      grid_(size.inputs[0], size.output),
      target_{.relu = size.fusion.activation == kRelu} {
  const std::size_t tiles = grid_.tiles();
  small_batch_ = tiles <= kGroup;
  block_tiles_ =
      small_batch_ ? kGroup : CeilDivide(tiles, CeilDivide(tiles, tuning::kMostStreamedTiles));
  in_stride_ = RoundUpToLanes(shape_.in_channels);
  in_product_stride_ = block_tiles_ * in_stride_ + tuning::kSkew;
  out_product_stride_ = block_tiles_ * panel_ + tuning::kSkew;
  const std::size_t floats = (small_batch_ ? 2 : 1) * kProducts * in_product_stride_ +
                             size.pool.threads() * thread_floats();
  scratch_bytes_ = floats * sizeof(float);
}

void StreamedStep::Bind(const Buffers& buffers) {
  input_ = buffers.input(0);
  target_.image = buffers.result();
  target_.addend = adds_ ? buffers.input(1) : nullptr;
  operands_ = static_cast<float*>(buffers.scratch);
  interleaved_ = operands_ + (small_batch_ ? kProducts * in_product_stride_ : 0);
  thread_scratch_ = interleaved_ + kProducts * in_product_stride_;
}

void StreamedStep::TransformPatches(const ThreadPool& pool, std::size_t first_tile,
                                    std::size_t tiles) const {
  const std::size_t chunks = CeilDivide(shape_.in_channels, tuning::kWinogradTaskChannels);
  pool.ForEach(tiles * chunks, [&](std::size_t i) {
    const std::size_t first = i % chunks * tuning::kWinogradTaskChannels;
    const std::size_t tile = i / chunks;
    grid_.TransformIn(input_, first_tile + tile,
                      {first, std::min(tuning::kWinogradTaskChannels, shape_.in_channels - first)},
                      operands_ + tile * in_stride_, in_product_stride_);
  });
}

void StreamedStep::Interleave(const ThreadPool& pool) const {
  pool.ForEach(kProducts, [&](std::size_t product) {
    float* const from = operands_ + product * in_product_stride_;
    float* const to = interleaved_ + product * in_product_stride_;
    std::fill(from + grid_.tiles() * in_stride_, from + kGroup * in_stride_, 0.0f);
    for (std::size_t k = 0; k < in_stride_; k += kLanes) {
      const std::array<Vec4, kLanes> channels =
          Transpose({Load(from + k), Load(from + in_stride_ + k), Load(from + 2 * in_stride_ + k),
                     Load(from + 3 * in_stride_ + k)});
      for (std::size_t i = 0; i < kLanes; ++i) Store(to + (k + i) * kGroup, channels[i]);
    }
  });
}

// Computes one panel of output channels from its filters.
void StreamedStep::RunPanel(std::size_t panel, std::size_t first_tile, std::size_t tiles,
                            float* scratch) const {
  const std::size_t depth = shape_.in_channels;
  const float* const filters = filters_ + panel * panel_ * kTaps * depth;
  float* const products = scratch;
  float* const matrices = scratch + kProducts * out_product_stride_;
  const Channels channels{panel * panel_, std::min(panel_, shape_.out_channels - panel * panel_)};

  std::fill_n(products, kProducts * out_product_stride_, 0.0f);
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    std::copy_n(bias_ + channels.first, panel_,
                products + kBiasProduct * out_product_stride_ + tile * panel_);
  }
  for (std::size_t first = 0; first < depth; first += kDepthStep) {
    const std::size_t count = std::min(kDepthStep, depth - first);
    for (std::size_t pair = 0; pair < kRowPairs.size(); ++pair) {
      loops_.transform[pair](filters + first * kTaps * panel_, count, matrices);
      for (std::size_t i = 0; i < 2 * kRows; ++i) {
        const std::size_t product = kRowPairs[pair][i / kRows] * kRows + i % kRows;
        const float* const matrix = matrices + i * kDepthStep * panel_;
        float* const results = products + product * out_product_stride_;
        if (small_batch_) {
          loops_.multiply_group(interleaved_ + product * in_product_stride_ + first * kGroup,
                                matrix, count, results);
        } else {
          loops_.multiply_rows(operands_ + product * in_product_stride_ + first, in_stride_, matrix,
                               count, tiles, results);
        }
      }
    }
  }
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    grid_.TransformOut(products + tile * panel_, out_product_stride_, first_tile + tile, channels,
                       target_);
  }
}

void StreamedStep::Run(const ThreadPool& pool) {
  for (std::size_t first = 0; first < grid_.tiles(); first += block_tiles_) {
    const std::size_t tiles = std::min(block_tiles_, grid_.tiles() - first);
    TransformPatches(pool, first, tiles);
    if (small_batch_) Interleave(pool);
    pool.ForEachOnThread(
        CeilDivide(shape_.out_channels, panel_), [&](std::size_t thread, std::size_t panel) {
          RunPanel(panel, first, tiles, thread_scratch_ + thread * thread_floats());
        });
  }
}

}  // namespace

StreamedConvolution::StreamedConvolution(const LayerShape& shape)
    : shape_(shape),
      panel_(VectorsAreFused() ? kWidePanel : kPanel),
      filters_(MakeAlignedFloats(columns() * kTaps * shape.in_channels,
                                 "the packed weights of a layer")),
      bias_(MakeAlignedFloats(columns(), "the biases of a layer")) {
  // Columns beyond the last channel.
  std::fill_n(bias_.get(), columns(), 0.0f);
  if (shape.out_channels < columns()) {
    const std::size_t panel_floats = panel_ * kTaps * shape.in_channels;
    std::fill_n(filters_.get() + (columns() / panel_ - 1) * panel_floats, panel_floats, 0.0f);
  }
}

std::size_t StreamedConvolution::columns() const { return RoundUp(shape_.out_channels, panel_); }

void StreamedConvolution::Pack(const ChannelWeights& channels) {
  const std::size_t depth = shape_.in_channels;
  std::copy_n(channels.bias, channels.count, bias_.get() + channels.first);
  const float* from = channels.weights;
  for (std::size_t out = channels.first; out < channels.first + channels.count; ++out) {
    float* const to = filters_.get() + out / panel_ * panel_ * kTaps * depth + out % panel_;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      for (std::size_t k = 0; k < depth; ++k) to[(k * kTaps + tap) * panel_] = *from++;
    }
  }
}

std::unique_ptr<Step> StreamedConvolution::MakeStep(const StepSize& size) const {
  return std::make_unique<StreamedStep>(shape_, panel_, filters_.get(), bias_.get(), size);
}

}  // namespace residua::engine
