// Walks through what a pickle describes, from its root, and lists what a network could be made of:
// tensors, modules with their settings, simple values, names of classes. Everything else is passed
// over, whatever its class; nothing is imported or called.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "checkpoint/file_bytes.h"
#include "checkpoint/pickle.h"
#include "checkpoint/tensor_index.h"
#include "checkpoint/torch_tensors.h"

namespace residua {

// What is known of the class of a TorchScript module beside its attributes; `type` as the file has
// it: "__torch__.torch.nn.modules.conv.___torch_mangle_5.Conv2d".
using ScriptFacts = std::function<Facts(std::string_view type)>;

// What lies in the file, in the order in which it is defined. The result of a call of code that is
// not PyTorch's, numpy's or Python's is not known: a tensor in it, or made by it, becomes an entry
// without bytes that names the `maker`.
//
// Throws Error(kInvalidCheckpoint) if a tensor does not lie in its storage, and
// Error(kUnsupportedCheckpoint) if there is no tensor, with what there is instead, if all tensors
// are made by such a call, or if there is more than any network needs.
TensorIndex ReadObjectTree(const Pickle& pickle, const StorageTable& storages, FileBytes& file,
                           const ScriptFacts& script_facts = {});

// The class of an object, or the function that makes it, as Python names it:
// "torch.nn.modules.conv.Conv2d". "" of what is no such.
std::string ClassOf(const Pickle& pickle, std::uint32_t value);

}  // namespace residua
