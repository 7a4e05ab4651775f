#include "engine/streamed_convolution.h"

#include <algorithm>
#include <array>

#include "engine/rounding.h"
#include "engine/tuning.h"
#include "engine/winograd_grid.h"

namespace residua::engine {
namespace {

constexpr std::size_t kRows = Tile4::kInputs;
constexpr std::size_t kProducts = kRows * kRows;
constexpr std::size_t kTaps = 9;
// Adds to every output alike: the bias goes there.
constexpr std::size_t kBiasProduct = kRows + 1;
// Columns that are computed together, in two vectors.
constexpr std::size_t kPanel = tuning::kStreamedPanel;
static_assert(kPanel == 2 * kLanes);
// Rows of transformed filters that are made together, since they share sums.
constexpr std::array<std::array<std::size_t, 2>, 3> kRowPairs = {{{0, 5}, {1, 2}, {3, 4}}};
constexpr std::size_t kDepthStep = tuning::kStreamedDepth;
// One product's filters for that many channels.
constexpr std::size_t kMatrix = kDepthStep * kPanel;  // floats
constexpr std::size_t kGroup = tuning::kStreamedGroup;

using Row = std::array<Vec4, 3>;

// Two rows of G filter, of all columns.
template <std::size_t kPair>
RESIDUA_INLINE std::array<Row, 2> TransformColumns(const std::array<Vec4, kTaps>& g) {
  std::array<Row, 2> rows;
  for (std::size_t column = 0; column < 3; ++column) {
    const Vec4 top = g[column];
    const Vec4 middle = g[3 + column];
    const Vec4 bottom = g[6 + column];
    if constexpr (kPair == 0) {
      rows[0][column] = top;
      rows[1][column] = bottom;
    } else {
      const Vec4 even = kPair == 1 ? top + bottom : MulAdd(Splat(4.0f), bottom, top);
      const Vec4 odd = kPair == 1 ? middle : middle + middle;
      rows[0][column] = even + odd;
      rows[1][column] = even - odd;
    }
  }
  return rows;
}

// Filters of one panel, for `depth` input channels, into the twelve matrices of a pair of rows.
template <std::size_t kPair>
void TransformPair(const float* filters, std::size_t depth, float* matrices) {
  for (std::size_t k = 0; k < depth; ++k, filters += kTaps * kPanel) {
    for (std::size_t column = 0; column < kPanel; column += kLanes) {
      std::array<Vec4, kTaps> g;
      for (std::size_t tap = 0; tap < kTaps; ++tap) g[tap] = Load(filters + tap * kPanel + column);
      const std::array<Row, 2> rows = TransformColumns<kPair>(g);
      float* const to = matrices + k * kPanel + column;
      Unrolled<2>([&](auto row) {
        const std::array<Vec4, kRows> values = Tile4::TransformFilter(rows[row]);
        Unrolled<kRows>([&](auto i) { Store(to + (row * kRows + i) * kMatrix, values[i]); });
      });
    }
  }
}

// c += a * b for kCount rows of a and one panel: a kCount x depth, with `row` floats from a row to
// the next and `step` from a column to the next, b depth x kPanel, c kCount x kPanel.
template <std::size_t kCount>
RESIDUA_INLINE void MultiplyAdd(const float* a, std::size_t row, std::size_t step, const float* b,
                                std::size_t depth, float* c) {
  Vec4 sums[kCount][2];
  Unrolled<kCount>([&](auto i) {
    sums[i][0] = Load(c + i * kPanel);
    sums[i][1] = Load(c + i * kPanel + kLanes);
  });
  for (std::size_t k = 0; k < depth; ++k, a += step, b += kPanel) {
    const Vec4 left = Load(b);
    const Vec4 right = Load(b + kLanes);
    Unrolled<kCount>([&](auto i) {
      const Vec4 value = Splat(a[i * row]);
      sums[i][0] = MulAdd(value, left, sums[i][0]);
      sums[i][1] = MulAdd(value, right, sums[i][1]);
    });
  }
  Unrolled<kCount>([&](auto i) {
    Store(c + i * kPanel, sums[i][0]);
    Store(c + i * kPanel + kLanes, sums[i][1]);
  });
}

// One group whose operands lie side by side: a depth x kGroup.
void MultiplyAddGroup(const float* a, const float* b, std::size_t depth, float* c) {
  MultiplyAdd<kGroup>(a, 1, kGroup, b, depth, c);
}

void MultiplyAddRows(const float* a, std::size_t a_stride, const float* b, std::size_t depth,
                     std::size_t rows, float* c) {
  for (; rows >= kGroup; rows -= kGroup, a += kGroup * a_stride, c += kGroup * kPanel) {
    MultiplyAdd<kGroup>(a, a_stride, 1, b, depth, c);
  }
  if (rows == 3) MultiplyAdd<3>(a, a_stride, 1, b, depth, c);
  if (rows == 2) MultiplyAdd<2>(a, a_stride, 1, b, depth, c);
  if (rows == 1) MultiplyAdd<1>(a, a_stride, 1, b, depth, c);
}

std::size_t PanelsOf(const LayerShape& shape) { return CeilDivide(shape.out_channels, kPanel); }

class StreamedStep final : public Step {
 public:
  // `filters` and `bias` as StreamedConvolution keeps them.
  StreamedStep(const LayerShape& shape, const float* filters, const float* bias,
               const StepSize& size);

  void Bind(const Buffers& buffers) override;
  void Run(const ThreadPool& pool) override;

 private:
  std::size_t thread_floats() const {  // of one thread's scratch
    return kProducts * out_product_stride_ + 2 * kRows * kMatrix;
  }
  void TransformPatches(const ThreadPool& pool, std::size_t first_tile, std::size_t tiles) const;
  void Interleave(const ThreadPool& pool) const;
  void RunPanel(std::size_t panel, std::size_t first_tile, std::size_t tiles, float* scratch) const;

  LayerShape shape_;
  const float* filters_;
  const float* bias_;
  bool adds_;
  TileGrid<Tile4> grid_;
  bool small_batch_ = false;  // tiles: one group of those that are multiplied together
  std::size_t block_tiles_ = 0;
  std::size_t in_stride_ = 0;           // floats between tiles of an operand
  std::size_t in_product_stride_ = 0;   // floats between operands
  std::size_t out_product_stride_ = 0;  // floats between products of one panel

  const float* input_ = nullptr;
  Target target_;
  float* operands_ = nullptr;        // of all threads
  float* interleaved_ = nullptr;     // the same of few tiles: product x channel x tile
  float* thread_scratch_ = nullptr;  // per thread: products, then transformed filters
};

StreamedStep::StreamedStep(const LayerShape& shape, const float* filters, const float* bias,
                           const StepSize& size)
    : shape_(shape),
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
  out_product_stride_ = block_tiles_ * kPanel + tuning::kSkew;
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

// One panel of output channels, from its filters to its results.
void StreamedStep::RunPanel(std::size_t panel, std::size_t first_tile, std::size_t tiles,
                            float* scratch) const {
  const std::size_t depth = shape_.in_channels;
  const float* const filters = filters_ + panel * kPanel * kTaps * depth;
  float* const products = scratch;
  float* const matrices = scratch + kProducts * out_product_stride_;
  const Channels channels{panel * kPanel, std::min(kPanel, shape_.out_channels - panel * kPanel)};

  std::fill_n(products, kProducts * out_product_stride_, 0.0f);
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    std::copy_n(bias_ + channels.first, kPanel,
                products + kBiasProduct * out_product_stride_ + tile * kPanel);
  }
  for (std::size_t first = 0; first < depth; first += kDepthStep) {
    const std::size_t count = std::min(kDepthStep, depth - first);
    for (std::size_t pair = 0; pair < kRowPairs.size(); ++pair) {
      const auto transform =
          std::array{&TransformPair<0>, &TransformPair<1>, &TransformPair<2>}[pair];
      transform(filters + first * kTaps * kPanel, count, matrices);
      for (std::size_t i = 0; i < 2 * kRows; ++i) {
        const std::size_t product = kRowPairs[pair][i / kRows] * kRows + i % kRows;
        const float* const matrix = matrices + i * kMatrix;
        float* const results = products + product * out_product_stride_;
        if (small_batch_) {
          MultiplyAddGroup(interleaved_ + product * in_product_stride_ + first * kGroup, matrix,
                           count, results);
        } else {
          MultiplyAddRows(operands_ + product * in_product_stride_ + first, in_stride_, matrix,
                          count, tiles, results);
        }
      }
    }
  }
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    grid_.TransformOut(products + tile * kPanel, out_product_stride_, first_tile + tile, channels,
                       target_);
  }
}

void StreamedStep::Run(const ThreadPool& pool) {
  for (std::size_t first = 0; first < grid_.tiles(); first += block_tiles_) {
    const std::size_t tiles = std::min(block_tiles_, grid_.tiles() - first);
    TransformPatches(pool, first, tiles);
    if (small_batch_) Interleave(pool);
    pool.ForEachOnThread(PanelsOf(shape_), [&](std::size_t thread, std::size_t panel) {
      RunPanel(panel, first, tiles, thread_scratch_ + thread * thread_floats());
    });
  }
}

}  // namespace

StreamedConvolution::StreamedConvolution(const LayerShape& shape)
    : shape_(shape),
      filters_(MakeAlignedFloats(PanelsOf(shape) * kPanel * kTaps * shape.in_channels,
                                 "the packed weights of a layer")),
      bias_(MakeAlignedFloats(PanelsOf(shape) * kPanel, "the biases of a layer")) {
  // Columns without a channel.
  std::fill_n(bias_.get(), PanelsOf(shape) * kPanel, 0.0f);
  if (shape.out_channels % kPanel != 0) {
    const std::size_t panel_floats = kPanel * kTaps * shape.in_channels;
    std::fill_n(filters_.get() + (PanelsOf(shape) - 1) * panel_floats, panel_floats, 0.0f);
  }
}

void StreamedConvolution::Pack(const ChannelWeights& channels) {
  const std::size_t depth = shape_.in_channels;
  std::copy_n(channels.bias, channels.count, bias_.get() + channels.first);
  const float* from = channels.weights;
  for (std::size_t out = channels.first; out < channels.first + channels.count; ++out) {
    float* const to = filters_.get() + out / kPanel * kPanel * kTaps * depth + out % kPanel;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      for (std::size_t k = 0; k < depth; ++k) to[(k * kTaps + tap) * kPanel] = *from++;
    }
  }
}

std::unique_ptr<Step> StreamedConvolution::MakeStep(const StepSize& size) const {
  return std::make_unique<StreamedStep>(shape_, filters_.get(), bias_.get(), size);
}

}  // namespace residua::engine
