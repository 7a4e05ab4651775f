// Reports what kind of file was given instead of a checkpoint, and what to do.

#pragma once

#include <string_view>
#include <vector>

#include "checkpoint/zip_directory.h"

namespace residua {

// By its first bytes. Throws Error(kUnsupportedCheckpoint); Error(kInvalidCheckpoint) if it is
// empty.
[[noreturn]] void ThrowForeign(std::string_view first_bytes);

// For a zip archive that is not a PyTorch file, by the names in it. Throws
// Error(kUnsupportedCheckpoint).
[[noreturn]] void ThrowForeignZip(const std::vector<ZipEntry>& entries);

// For JSON that is not the index of a sharded checkpoint. Throws Error(kUnsupportedCheckpoint);
// Error(kInvalidCheckpoint) if it is not JSON.
[[noreturn]] void ThrowForeignJson(std::string_view json);

// Whether a file may be an ONNX model, which has no signature, by its first fields.
bool BeginsLikeOnnx(std::string_view first_bytes);

}  // namespace residua
