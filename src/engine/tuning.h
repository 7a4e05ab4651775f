// Sizes that were measured rather than derived, each once, so that what chooses between kernels
// counts with the sizes that they run with. tests/bench/README.md says on which machines.

#pragma once

#include <cstddef>

namespace residua::engine::tuning {

inline constexpr std::size_t kLineFloats = 16;  // of a cache line

// Elementwise passes: elements per task, 64 KB of each operand, so that a task is worth a thread's
// waking.
inline constexpr std::size_t kElementwiseTile = 16384;

// Panels of packed weights that stay in a second-level cache of 512 KB while rows pass by.
inline constexpr std::size_t kCachedPanelBytes = 256 * 1024;
// Transformed filters beyond this pass through memory, or nearly so: once per run is enough.
inline constexpr std::size_t kCachedFilterBytes = 4'000'000;
// Filters that XNNPACK's kernels had better not read again for every few pixels.
inline constexpr std::size_t kRereadFilterBytes = 2'000'000;

// MatrixConvolution: blocks per thread, so that threads of unequal speed end together; steps of
// rows that wait for their addend in the first-level cache; and patches that are gathered at a
// time, by when weights are read seldom enough.
inline constexpr std::size_t kMatrixBlocksPerThread = 4;
inline constexpr std::size_t kMatrixStepsTogether = 8;
inline constexpr std::size_t kPatchBytes = 2 * 1024 * 1024;

// DirectConvolution: tasks per thread.
inline constexpr std::size_t kDirectTasksPerThread = 5;

// Winograd's kernels: floats between operands, so that those of one tile do not fall onto the same
// cache sets; channels per task where a few tiles are shared by many threads.
inline constexpr std::size_t kSkew = 16;
inline constexpr std::size_t kWinogradTaskChannels = 4 * kLineFloats;

// WinogradConvolution: operands of one block, a quarter of the second-level cache, while filters
// pass through the rest; fewer tiles would read the filters too often for their arithmetic.
inline constexpr std::size_t kWinogradBlockBytes = 128 * 1024;
inline constexpr std::size_t kFewestBlockTiles = 8;

// StreamedConvolution: tiles and output channels that are multiplied together; input channels whose
// transformed filters stay in the first-level cache until they have been; and tiles of one block,
// beyond which nothing is gained, since filters are transformed seldom enough by then.
inline constexpr std::size_t kStreamedGroup = 4;
inline constexpr std::size_t kStreamedPanel = 8;
inline constexpr std::size_t kWideStreamedPanel = 16;  // where pairs of vectors are fused
inline constexpr std::size_t kStreamedDepth = 48;
inline constexpr std::size_t kMostStreamedTiles = 64;

// Pooling: channels of one pixel that are one task where there are few pixels.
inline constexpr std::size_t kPoolingTaskChannels = 128;

}  // namespace residua::engine::tuning
