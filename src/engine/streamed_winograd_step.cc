#include "engine/streamed_winograd_step.h"

#include <algorithm>
#include <array>
#include <memory>

namespace residua::engine {
namespace {

constexpr std::size_t kRows = Tile4::kInputs;
constexpr std::size_t kProducts = kRows * kRows;
constexpr std::size_t kTaps = 9;
// Adds to every output alike: the bias goes there.
constexpr std::size_t kBiasProduct = kRows + 1;
// Rows of transformed filters that are made together: they share sums, and stay in the second-level
// cache until they have been multiplied.
constexpr std::array<std::array<std::size_t, 2>, 3> kRowPairs = {{{0, 5}, {1, 2}, {3, 4}}};
// More tiles gain nothing: by then filters are transformed seldom enough.
constexpr std::size_t kMostBlockTiles = 64;
constexpr std::size_t kSkew = 16;  // floats, see winograd_step.cc
// Between transformed filters: twelve matrices are written side by side, and a power of two apart
// they would push one another out of the first-level cache.
constexpr std::size_t kMatrixSkew = 5 * 16;  // floats
constexpr std::size_t kTaskChannels = 4 * kChunk;

std::size_t CeilDivide(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

using Row = std::array<Vec4, 3>;

// Two rows of G filter, of all columns.
template <std::size_t kPair>
std::array<Row, 2> TransformColumns(const std::array<Vec4, kTaps>& g) {
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

// Filters of one panel into the twelve matrices of a pair of rows, `stride` floats apart.
template <std::size_t kPair>
void TransformPair(const float* filters, std::size_t depth, std::size_t panel, float* matrices,
                   std::size_t stride) {
  for (std::size_t k = 0; k < depth; ++k, filters += kTaps * panel) {
    for (std::size_t column = 0; column < panel; column += kLanes) {
      std::array<Vec4, kTaps> g;
      for (std::size_t tap = 0; tap < kTaps; ++tap) g[tap] = Load(filters + tap * panel + column);
      float* to = matrices + k * panel + column;
      for (const Row& row : TransformColumns<kPair>(g)) {
        for (const Vec4 value : Tile4::TransformFilter(row)) {
          Store(to, value);
          to += stride;
        }
      }
    }
  }
}

}  // namespace

bool StreamedWinogradStep::Supported() {
  const MatrixKernel kernel;
  return kernel.depth_step() == 1 && kernel.panel() % kLanes == 0;
}

StreamedWinogradStep::StreamedWinogradStep(const LayerShape& shape, bool relu,
                                           const LayerWeights& weights)
    : shape_(shape),
      relu_(relu),
      filters_(MakeAlignedFloats(panels() * kernel_.panel() * kTaps * shape.in_channels,
                                 "the packed weights of a layer")),
      bias_(MakeAlignedFloats(panels() * kernel_.panel(), "the biases of a layer")) {
  const std::size_t panel = kernel_.panel();
  const std::size_t depth = shape.in_channels;
  std::fill_n(bias_.get(), panels() * panel, 0.0f);
  std::copy(weights.bias.begin(), weights.bias.end(), bias_.get());
  const float* from = weights.weights.data();
  for (std::size_t out = 0; out < panels() * panel; ++out) {
    float* const to = filters_.get() + out / panel * panel * kTaps * depth + out % panel;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      for (std::size_t k = 0; k < depth; ++k) {
        to[(k * kTaps + tap) * panel] = out < shape.out_channels ? *from++ : 0.0f;
      }
    }
  }
}

std::size_t StreamedWinogradStep::panels() const {
  return CeilDivide(shape_.out_channels, kernel_.panel());
}

std::size_t StreamedWinogradStep::matrix_stride() const {
  return kernel_.PanelFloats(shape_.in_channels) + kMatrixSkew;
}

Sizing StreamedWinogradStep::Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                                     const ThreadPool& pool) {
  grid_ = TileGrid<Tile4>(inputs[0], shape_.out_channels);
  target_.relu = relu_ || fusion.relu;
  const std::size_t tiles = grid_.tiles();
  const std::size_t rows = kernel_.row_step();
  const std::size_t blocks = CeilDivide(tiles, kMostBlockTiles);
  block_tiles_ = std::min(tiles, CeilDivide(CeilDivide(tiles, blocks), rows) * rows);
  in_stride_ = RoundUpToLanes(shape_.in_channels);
  in_product_stride_ = block_tiles_ * in_stride_ + kSkew;
  out_product_stride_ = block_tiles_ * kernel_.panel() + kSkew;
  const std::size_t floats = kProducts * in_product_stride_ +
                             pool.threads() * (kProducts * out_product_stride_ +
                                               2 * kRows * matrix_stride());
  return {
      .output = grid_.output(),
      .scratch_bytes = floats * sizeof(float) + kBufferAlignment + XNN_EXTRA_BYTES,
      .flops = 2.0 * static_cast<double>(shape_.weights()) * static_cast<double>(grid_.pixels())};
}

void StreamedWinogradStep::Bind(std::span<const float* const> inputs, float* output,
                                void* scratch) {
  input_ = inputs[0];
  target_.image = output;
  target_.addend = inputs.size() > 1 ? inputs[1] : nullptr;
  // Micro-kernels want matrices aligned; all parts of the scratch are multiples of an alignment
  // long.
  std::size_t room = kBufferAlignment;
  operands_ = static_cast<float*>(std::align(kBufferAlignment, 1, scratch, room));
  thread_scratch_ = operands_ + kProducts * in_product_stride_;
}

void StreamedWinogradStep::TransformPatches(const ThreadPool& pool, std::size_t first_tile,
                                            std::size_t tiles) const {
  const std::size_t chunks = CeilDivide(shape_.in_channels, kTaskChannels);
  pool.ForEach(tiles * chunks, [&](std::size_t i) {
    const std::size_t first = i % chunks * kTaskChannels;
    const std::size_t tile = i / chunks;
    grid_.TransformIn(input_, first_tile + tile,
                      {first, std::min(kTaskChannels, shape_.in_channels - first)},
                      operands_ + tile * in_stride_, in_product_stride_);
  });
}

// One panel of output channels, from its filters to its results.
void StreamedWinogradStep::RunPanel(std::size_t panel, std::size_t first_tile, std::size_t tiles,
                                    float* scratch) const {
  const std::size_t width = kernel_.panel();
  const std::size_t depth = shape_.in_channels;
  const std::size_t matrix = matrix_stride();
  const float* const filters = filters_.get() + panel * width * kTaps * depth;
  float* const products = scratch;
  float* const matrices = scratch + kProducts * out_product_stride_;
  const Channels channels{panel * width, std::min(width, shape_.out_channels - panel * width)};

  for (std::size_t pair = 0; pair < kRowPairs.size(); ++pair) {
    const auto transform =
        std::array{&TransformPair<0>, &TransformPair<1>, &TransformPair<2>}[pair];
    transform(filters, depth, width, matrices + width, matrix);
    for (std::size_t i = 0; i < 2 * kRows; ++i) {
      const std::size_t product = kRowPairs[pair][i / kRows] * kRows + i % kRows;
      if (product == kBiasProduct) {
        std::copy_n(bias_.get() + channels.first, width, matrices + i * matrix);
      } else {
        std::fill_n(matrices + i * matrix, width, 0.0f);
      }
      kernel_.Multiply(matrices + i * matrix, depth,
                       {.a = operands_ + product * in_product_stride_,
                        .a_stride = in_stride_,
                        .c = products + product * out_product_stride_,
                        .c_stride = width,
                        .rows = tiles,
                        .columns = channels.count});
    }
  }
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    grid_.TransformOut(products + tile * width, out_product_stride_, first_tile + tile, channels,
                       target_);
  }
}

void StreamedWinogradStep::Run(const ThreadPool& pool) {
  const std::size_t scratch =
      kProducts * out_product_stride_ + 2 * kRows * matrix_stride();
  for (std::size_t first = 0; first < grid_.tiles(); first += block_tiles_) {
    const std::size_t tiles = std::min(block_tiles_, grid_.tiles() - first);
    TransformPatches(pool, first, tiles);
    pool.ForEachOnThread(panels(), [&](std::size_t thread, std::size_t panel) {
      RunPanel(panel, first, tiles, thread_scratch_ + thread * scratch);
    });
  }
}

}  // namespace residua::engine
