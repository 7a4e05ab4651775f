// Sizes that were measured rather than derived, defined once for the kernels and for the choice
// between them. tests/bench/README.md names the machines.

#pragma once

#include <cstddef>

namespace residua::engine::tuning {

inline constexpr std::size_t kLineFloats = 16;  // floats per cache line

// Elementwise passes: elements per task, 64 KB per operand, which is worth waking a thread.
inline constexpr std::size_t kElementwiseTile = 16384;

// Panels of packed weights that stay in a second-level cache of 512 KB while rows are multiplied.
inline constexpr std::size_t kCachedPanelBytes = 256 * 1024;
// Larger transformed filters do not stay in a cache, so they should be read only once per run.
inline constexpr std::size_t kCachedFilterBytes = 4'000'000;
// Larger filters should not be read again for every few pixels, as XNNPACK's kernels do.
inline constexpr std::size_t kRereadFilterBytes = 2'000'000;

// MatrixConvolution: blocks per thread, so that threads of unequal speed finish together; rows per
// step that stay in the first-level cache until their addend is added; and patches that are
// gathered together, depending on how often weights are read.
inline constexpr std::size_t kMatrixBlocksPerThread = 4;
inline constexpr std::size_t kMatrixStepsTogether = 8;
inline constexpr std::size_t kPatchBytes = 2 * 1024 * 1024;

// DirectConvolution: tasks per thread.
inline constexpr std::size_t kDirectTasksPerThread = 5;

// Winograd kernels: floats between operands, so that those of one tile do not map to the same cache
// sets; channels per task if many threads share a few tiles.
inline constexpr std::size_t kSkew = 16;
inline constexpr std::size_t kWinogradTaskChannels = 4 * kLineFloats;

// WinogradConvolution: operands of one block, a quarter of the second-level cache, with the rest
// for the filters; with fewer tiles the filters would be read too often.
inline constexpr std::size_t kWinogradBlockBytes = 128 * 1024;
inline constexpr std::size_t kFewestBlockTiles = 8;

// StreamedConvolution: tiles and output channels that are multiplied together; input channels whose
// transformed filters fit the first-level cache; and the maximum tiles of a block, beyond which
// transforming filters is already rare.
inline constexpr std::size_t kStreamedGroup = 4;
inline constexpr std::size_t kStreamedPanel = 8;
inline constexpr std::size_t kWideStreamedPanel = 16;  // where pairs of vectors are fused
inline constexpr std::size_t kStreamedDepth = 48;
inline constexpr std::size_t kMostStreamedTiles = 64;

// Pooling: channels per task within one pixel if there are few pixels.
inline constexpr std::size_t kPoolingTaskChannels = 128;

}  // namespace residua::engine::tuning
