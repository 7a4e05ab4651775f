// Walks the values of a pickle from its root, and lists what may be part of a network: tensors,
// modules with their settings, simple values, class names. Everything else is ignored, whatever its
// class; nothing is imported or called.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "checkpoint/file_bytes.h"
#include "checkpoint/pickle.h"
#include "checkpoint/tensor_index.h"
#include "checkpoint/torch_tensors.h"

namespace residua {

// Additional information about the class of a TorchScript module; `type` as in the file:
// "__torch__.torch.nn.modules.conv.___torch_mangle_5.Conv2d".
using ScriptFacts = std::function<Facts(std::string_view type)>;

// The content of the file, in the order of definition. The result of calling code that is not
// PyTorch's, numpy's or Python's is unknown: a tensor in it, or made by it, becomes an entry
// without bytes that names the `maker`.
//
// Throws Error(kInvalidCheckpoint) if a tensor exceeds its storage, and
// Error(kUnsupportedCheckpoint) if there is no tensor, with what there is instead, if all tensors
// are made by such a call, or if there are more values than any network needs.
TensorIndex ReadObjectTree(const Pickle& pickle, const StorageTable& storages, FileBytes& file,
                           const ScriptFacts& script_facts = {});

// The class of an object, or the function that makes it, by its Python name:
// "torch.nn.modules.conv.Conv2d". Empty for other values.
std::string ClassOf(const Pickle& pickle, std::uint32_t value);

}  // namespace residua
