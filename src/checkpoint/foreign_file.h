// Says of a file that holds no checkpoint what it is, and what to do.

#pragma once

#include <string_view>
#include <vector>

#include "checkpoint/zip_directory.h"

namespace residua {

// By its first bytes. Throws Error(kUnsupportedCheckpoint); Error(kInvalidCheckpoint) if it is
// empty.
[[noreturn]] void ThrowForeign(std::string_view first_bytes);

// A zip archive that is no PyTorch file, by the names in it. Throws Error(kUnsupportedCheckpoint).
[[noreturn]] void ThrowForeignZip(const std::vector<ZipEntry>& entries);

// A JSON text that is no index of a sharded checkpoint. Throws Error(kUnsupportedCheckpoint);
// Error(kInvalidCheckpoint) if it is no JSON.
[[noreturn]] void ThrowForeignJson(std::string_view json);

// Whether a file may be an ONNX model, which has no mark: told by the fields that begin it.
bool BeginsLikeOnnx(std::string_view first_bytes);

}  // namespace residua
