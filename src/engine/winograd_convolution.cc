#include "engine/winograd_convolution.h"

#include <algorithm>

#include "core/simd.h"
#include "engine/rounding.h"
#include "engine/tuning.h"
#include "engine/winograd_grid.h"
#include "engine/winograd_transform.h"

namespace residua::engine {

using simd::RoundUpToLanes;
namespace {

// Filters in the tile's order: count x kTaps x kTaps x depth. For a stride of 2, tap `a` of the
// even or odd pixels (parity 0 or 1) is tap 2 a + parity - 1 of the whole filter.
template <typename Tile>
void CopyFilters(const LayerShape& shape, const float* filters, std::size_t count, float* to) {
  const std::size_t kernel = shape.kernel;
  const std::size_t channels = shape.in_channels;
  const std::size_t filter_size = kernel * kernel * channels;
  if constexpr (Tile::kStride == 1) {
    std::copy_n(filters, count * filter_size, to);
  } else {
    for (std::size_t i = 0; i < count * Tile::kTaps * Tile::kTaps * 4; ++i, to += channels) {
      const std::size_t tap = i / 4;
      // Minus one wraps around and so is not below the kernel size.
      const std::size_t y = 2 * (tap / Tile::kTaps % Tile::kTaps) + i / 2 % 2 - 1;
      const std::size_t x = 2 * (tap % Tile::kTaps) + i % 2 - 1;
      const float* const filter = filters + tap / (Tile::kTaps * Tile::kTaps) * filter_size;
      if (y < kernel && x < kernel) {
        std::copy_n(filter + (y * kernel + x) * channels, channels, to);
      } else {
        std::fill_n(to, channels, 0.0f);
      }
    }
  }
}

template <typename Tile>
class WinogradStep final : public Step {
 public:
  WinogradStep(const LayerShape& shape, std::size_t depth, const PackedMatrices& filters,
               const StepSize& size);

  void Bind(const Buffers& buffers) override;
  void Run(const ThreadPool& pool) override;

 private:
  struct Block {
    std::size_t first = 0;  // tile
    std::size_t count = 0;  // tiles
    float* scratch = nullptr;
  };

  void TransformIn(const Block& block, std::size_t tile, const Channels& channels) const;
  void Multiply(const Block& block, std::size_t product, std::size_t first_panel,
                std::size_t panels) const;
  void TransformOut(const Block& block, std::size_t tile, const Channels& channels) const;
  void RunBlock(const Block& block) const;
  void RunShared(const ThreadPool& pool) const;

  LayerShape shape_;
  std::size_t depth_;
  const PackedMatrices& filters_;
  bool adds_;
  TileGrid<Tile> grid_;
  std::size_t block_tiles_ = 0;  // maximum
  bool shared_ = false;          // whether all threads work on one block
  std::size_t in_stride_ = 0;    // floats between tiles of an operand
  std::size_t out_stride_ = 0;
  std::size_t in_product_stride_ = 0;  // floats between operands
  std::size_t out_product_stride_ = 0;

  const float* input_ = nullptr;
  Target target_;
  float* scratch_ = nullptr;
};

template <typename Tile>
WinogradStep<Tile>::WinogradStep(const LayerShape& shape, std::size_t depth,
                                 const PackedMatrices& filters, const StepSize& size)
    : shape_(shape),
      depth_(depth),
      filters_(filters),
      adds_(size.fusion.add),
      grid_(size.inputs[0], size.output),
      target_{.relu = size.fusion.activation == kRelu} {
  constexpr std::size_t kProducts = Tile::kInputs * Tile::kInputs;
  const std::size_t tiles = grid_.tiles();
  in_stride_ = RoundUpToLanes(depth_);
  out_stride_ = RoundUpToLanes(shape_.out_channels);

  const std::size_t tile_bytes = kProducts * (in_stride_ + out_stride_) * sizeof(float);
  const std::size_t threads = size.pool.threads();
  const std::size_t most =
      std::max(tuning::kFewestBlockTiles, tuning::kWinogradBlockBytes / tile_bytes);
  std::size_t blocks = CeilDivide(tiles, most);
  shared_ = threads > 1 && (blocks < threads || filters_.bytes() > tuning::kCachedFilterBytes) &&
            tiles <= 8 * most;
  if (shared_) {
    blocks = 1;
  } else {
    blocks = CeilDivide(blocks, threads) * threads;
  }
  const std::size_t rows = filters_.row_step();
  block_tiles_ = std::min(tiles, CeilDivide(CeilDivide(tiles, blocks), rows) * rows);
  in_product_stride_ = block_tiles_ * in_stride_ + tuning::kSkew;
  out_product_stride_ = block_tiles_ * out_stride_ + tuning::kSkew;
  scratch_bytes_ = (shared_ ? 1 : threads) * kProducts *
                       (in_product_stride_ + out_product_stride_) * sizeof(float) +
                   XNN_EXTRA_BYTES;
}

template <typename Tile>
void WinogradStep<Tile>::Bind(const Buffers& buffers) {
  input_ = buffers.input(0);
  target_.image = buffers.result();
  target_.addend = adds_ ? buffers.input(1) : nullptr;
  scratch_ = static_cast<float*>(buffers.scratch);
}

template <typename Tile>
void WinogradStep<Tile>::TransformIn(const Block& block, std::size_t tile,
                                     const Channels& channels) const {
  grid_.TransformIn(input_, block.first + tile, channels, block.scratch + tile * in_stride_,
                    in_product_stride_);
}

template <typename Tile>
void WinogradStep<Tile>::Multiply(const Block& block, std::size_t product, std::size_t first_panel,
                                  std::size_t panels) const {
  constexpr std::size_t kProducts = Tile::kInputs * Tile::kInputs;
  const std::size_t first = first_panel * filters_.panel();
  float* const products = block.scratch + kProducts * in_product_stride_;
  filters_.Multiply(product,
                    {.a = block.scratch + product * in_product_stride_,
                     .a_stride = in_stride_,
                     .c = products + product * out_product_stride_ + first,
                     .c_stride = out_stride_,
                     .rows = block.count,
                     .first_column = first,
                     .columns = std::min(panels * filters_.panel(), shape_.out_channels - first)});
}

template <typename Tile>
void WinogradStep<Tile>::TransformOut(const Block& block, std::size_t tile,
                                      const Channels& channels) const {
  constexpr std::size_t kProducts = Tile::kInputs * Tile::kInputs;
  const float* const products =
      block.scratch + kProducts * in_product_stride_ + tile * out_stride_ + channels.first;
  grid_.TransformOut(products, out_product_stride_, block.first + tile, channels, target_);
}

template <typename Tile>
void WinogradStep<Tile>::RunBlock(const Block& block) const {
  for (std::size_t tile = 0; tile < block.count; ++tile) {
    TransformIn(block, tile, {0, depth_});
  }
  for (std::size_t product = 0; product < Tile::kInputs * Tile::kInputs; ++product) {
    Multiply(block, product, 0, filters_.panels());
  }
  for (std::size_t tile = 0; tile < block.count; ++tile) {
    TransformOut(block, tile, {0, shape_.out_channels});
  }
}

template <typename Tile>
void WinogradStep<Tile>::RunShared(const ThreadPool& pool) const {
  constexpr std::size_t kProducts = Tile::kInputs * Tile::kInputs;
  const Block block{.count = grid_.tiles(), .scratch = scratch_};
  const auto for_each_chunk = [&](std::size_t channels, const auto& task) {
    const std::size_t chunks = CeilDivide(channels, tuning::kWinogradTaskChannels);
    pool.ForEach(grid_.tiles() * chunks, [&](std::size_t i) {
      const std::size_t first = i % chunks * tuning::kWinogradTaskChannels;
      task(i / chunks, Channels{first, std::min(tuning::kWinogradTaskChannels, channels - first)});
    });
  };
  for_each_chunk(depth_,
                 [&](std::size_t tile, const Channels& range) { TransformIn(block, tile, range); });
  const std::size_t parts = std::min(filters_.panels(), CeilDivide(4 * pool.threads(), kProducts));
  const std::size_t panels = CeilDivide(filters_.panels(), parts);
  pool.ForEach(kProducts * parts, [&](std::size_t i) {
    const std::size_t first = i % parts * panels;
    if (first < filters_.panels()) {
      Multiply(block, i / parts, first, std::min(panels, filters_.panels() - first));
    }
  });
  for_each_chunk(shape_.out_channels, [&](std::size_t tile, const Channels& range) {
    TransformOut(block, tile, range);
  });
}

template <typename Tile>
void WinogradStep<Tile>::Run(const ThreadPool& pool) {
  if (shared_) {
    RunShared(pool);
    return;
  }
  const std::size_t tiles = grid_.tiles();
  const std::size_t block_floats =
      Tile::kInputs * Tile::kInputs * (in_product_stride_ + out_product_stride_);
  pool.ForEachOnThread(CeilDivide(tiles, block_tiles_), [&](std::size_t thread, std::size_t index) {
    const std::size_t first = index * block_tiles_;
    RunBlock({.first = first,
              .count = std::min(block_tiles_, tiles - first),
              .scratch = scratch_ + thread * block_floats});
  });
}

}  // namespace

template <typename Tile>
WinogradConvolution<Tile>::WinogradConvolution(const LayerShape& shape)
    : shape_(shape),
      depth_(Tile::kStride * Tile::kStride * shape.in_channels),
      filters_(Tile::kInputs * Tile::kInputs, depth_, shape.out_channels) {}

template <typename Tile>
void WinogradConvolution<Tile>::Pack(const ChannelWeights& channels) {
  constexpr std::size_t kProducts = Tile::kInputs * Tile::kInputs;
  // The point 1 in both directions contributes equally to every output, so the bias is added there.
  constexpr std::size_t kBiasProduct = Tile::kInputs + 1;
  const std::size_t panel = filters_.panel();
  const std::size_t taps = Tile::kTaps * Tile::kTaps * depth_;
  const std::size_t stride = panel * depth_ + tuning::kSkew;
  const AlignedFloats filters = MakeAlignedFloats(panel * taps, "the filters of a layer");
  const AlignedFloats panel_filters = MakeAlignedFloats(kProducts * stride, "transforming filters");
  for (std::size_t i = 0; i < channels.count; i += panel) {
    const std::size_t count = std::min(panel, channels.count - i);
    CopyFilters<Tile>(shape_, channels.weights + i * shape_.weights() / shape_.out_channels, count,
                      filters.get());
    TransformFilters<Tile>(filters.get(), count, depth_, panel_filters.get(), stride);
    for (std::size_t product = 0; product < kProducts; ++product) {
      filters_.Pack(product, (channels.first + i) / panel, 1,
                    panel_filters.get() + product * stride,
                    product == kBiasProduct ? channels.bias + i : nullptr);
    }
  }
}

template <typename Tile>
std::unique_ptr<Step> WinogradConvolution<Tile>::MakeStep(const StepSize& size) const {
  return std::make_unique<WinogradStep<Tile>>(shape_, depth_, filters_, size);
}

template class WinogradConvolution<Tile2>;
template class WinogradConvolution<Tile4>;
template class WinogradConvolution<TileStem>;

}  // namespace residua::engine
