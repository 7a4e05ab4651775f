// Determines the format of a file by its first bytes.

#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "checkpoint/checkpoint_format.h"

namespace residua {

// The number of bytes needed; fewer only if the file is shorter.
inline constexpr std::size_t kRecognisedBytes = 512;

// A reader for the file's format; it has not received the bytes yet. `sink` must outlive it. Throws
// what ThrowForeign throws if no format matches.
std::unique_ptr<CheckpointFormat> MakeFormat(std::span<const std::byte> first_bytes,
                                             CheckpointSink& sink);

}  // namespace residua
