// What the global names in a PyTorch file mean. None of them is ever called: each is a word in the
// description of an object.

#pragma once

#include <cstdint>
#include <string_view>

#include "checkpoint/tensor_index.h"

namespace residua {

enum class TorchGlobal : std::uint8_t {
  kForeign,   // any code: nothing is known of what it would make
  kHarmless,  // of torch, numpy, collections or builtins, and makes no tensor

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

  kType,  // of elements, as a storage's class or as a dtype
};

struct TorchMeaning {
  TorchGlobal global = TorchGlobal::kForeign;
  // Of a kType. An untyped one has the type U8, of which a tensor may say another.
  DType dtype = DType::kOther;
  std::uint8_t bytes = 0;  // of an element, also of types that are not read
};

// For Pickle::Resolve; TorchMeaningOf says what the number means. Throws
// Error(kUnsupportedCheckpoint) for joblib's, in whose files no pickle can be read.
std::int64_t ResolveTorchGlobal(std::string_view name);
TorchMeaning TorchMeaningOf(std::int64_t number);

}  // namespace residua
