// Which format a file has, by its first bytes.

#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "checkpoint/checkpoint_format.h"

namespace residua {

// So many bytes tell; fewer only where the file is shorter.
inline constexpr std::size_t kRecognisedBytes = 512;

// A reader of the file's format, which has not been given the bytes yet. `sink` must outlive it.
// Throws what ThrowForeign does if it is none of them.
std::unique_ptr<CheckpointFormat> MakeFormat(std::span<const std::byte> first_bytes,
                                             CheckpointSink& sink);

}  // namespace residua
