// The files that torch.save writes (.pth, .pt): a zip archive since PyTorch 1.6, and before that
// several pickles one after the other, with the storages' bytes behind them.

#pragma once

#include <cstddef>
#include <span>

#include "checkpoint/file_bytes.h"
#include "checkpoint/tensor_index.h"

namespace residua {

// Whether a file that begins with these bytes (at least 8, fewer only if it is shorter) is a
// PyTorch file, one that is too old or too broken to be read included. A safetensors file is none.
bool LooksLikePyTorch(std::span<const std::byte> first_bytes);

// The tensors of the file's state_dict (torch_tensors.h tells which dictionary that is), names
// without what wraps the network (wrappers.h). `begin` and `end` of an entry are the range that
// holds all of its elements; entries may share bytes. Executes nothing that the file asks for. A
// zip archive's checksums are verified for all that is used, so this reads those bytes once.
//
// Throws Error(kInvalidCheckpoint) if the file is damaged, Error(kUnsupportedCheckpoint) naming
// what is not supported, with what to do.
TensorIndex ReadPyTorchIndex(const FileBytes& file);

}  // namespace residua
