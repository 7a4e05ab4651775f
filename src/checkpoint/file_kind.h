// What a file is, by its first bytes.

#pragma once

#include <cstddef>
#include <span>

namespace residua {

enum class FileKind { kSafetensors, kShardIndex, kPyTorch };

// So many bytes tell; fewer only where the file is shorter.
inline constexpr std::size_t kFileKindBytes = 16;

// Throws Error(kUnsupportedCheckpoint) for a network of another kind, by name with what to do
// instead, and Error(kInvalidCheckpoint) for what is no network at all.
FileKind RecogniseFile(std::span<const std::byte> first_bytes);

}  // namespace residua
