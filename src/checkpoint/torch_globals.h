// The global names that a PyTorch file may ask for. None of them is ever called: each is a word in
// the description of a tensor, or a harmless value that a training checkpoint keeps beside them.

#pragma once

#include <cstdint>
#include <string_view>

namespace residua {

enum class TorchGlobal : std::uint8_t {
  kHarmless,  // makes no tensor

  kRebuildTensor,     // (storage, offset, shape, strides, ...)
  kRebuildTensorV3,   // the same with the type, kType..., as the seventh
  kRebuildParameter,  // (tensor, ...)
  kRebuildFromType,   // (function, class, its arguments, ...)
  kRebuildQuantized,
  kRebuildSparse,
  kRebuildMeta,
  kRebuildSubclass,

  // Types of elements, each as a storage's class and as a dtype. In DType's order.
  kTypeF64,
  kTypeF32,
  kTypeF16,
  kTypeBF16,
  kTypeI64,
  kTypeI32,
  kTypeI16,
  kTypeI8,
  kTypeU8,
  kTypeBool,
  kTypeUntyped,      // bytes, of which only the tensor says the type
  kTypeQuantized,    // any of them
  kTypeUnsupported,  // complex, float8 and others
};

// Throws Error(kUnsupportedCheckpoint), naming what the file asks for, if it is none of them: it
// may be any code. Says what to do if it is a whole model.
TorchGlobal ResolveTorchGlobal(std::string_view name);

}  // namespace residua
