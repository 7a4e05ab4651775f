// The meaning of global names in a PyTorch file. None of them is ever called: they only identify
// the values of an object.

#pragma once

#include <cstdint>
#include <string_view>

#include "checkpoint/tensor_index.h"

namespace residua {

enum class TorchGlobal : std::uint8_t {
  kForeign,   // other code, whose result is unknown
  kHarmless,  // of torch, numpy, collections or builtins; does not make tensors

  kReconstructor,  // copyreg's: (class, ...)
  kGetAttribute,   // builtins.getattr: (object, name)
  kEncode,         // _codecs.encode, how protocol 2 writes bytes: (text, "latin1")
  kGraphModule,    // torch.fx's: (state, ...)
  kLoadStorage,    // torch.storage._load_from_bytes: a storage in the form of legacy_stream.h

  kRebuildTensor,     // (storage, offset, shape, strides, ...)
  kRebuildTensorV3,   // the same with the type, kType, as the seventh
  kRebuildParameter,  // (tensor, ...)
  kRebuildFromType,   // (function, class, its arguments, ...)
  kRebuildFromNumpy,  // (array, ...)
  kRebuildQuantized,  // (storage, offset, shape, ...)
  kRebuildSparse,     // (layout, (indices, values, shape))
  kRebuildMeta,       // (type, shape, ...)
  kRebuildSubclass,   // (class, type, shape, ...)
  kRebuildOther,
  kNumpyArray,   // numpy's _reconstruct; the state tells
  kNumpyBuffer,  // numpy's _frombuffer: (bytes, type, shape, order)

  kType,  // element type, as a storage's class or as a dtype
};

struct TorchMeaning {
  TorchGlobal global = TorchGlobal::kForeign;
  // For kType. An untyped storage has the type U8, which a tensor may override.
  DType dtype = DType::kOther;
  std::uint8_t bytes = 0;  // per element, also for types that are not read
};

// For Pickle::Resolve; TorchMeaningOf returns the meaning of the number. Throws
// Error(kUnsupportedCheckpoint) for joblib's names, whose files contain no readable pickle.
std::int64_t ResolveTorchGlobal(std::string_view name);
TorchMeaning TorchMeaningOf(std::int64_t number);

}  // namespace residua
