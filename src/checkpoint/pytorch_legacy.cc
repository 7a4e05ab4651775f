#include "checkpoint/pytorch_legacy.h"

#include <cstddef>

#include "checkpoint/legacy_stream.h"
#include "checkpoint/object_tree.h"

namespace residua {

// A pickle of any protocol from 2 on, whose first value is the number.
bool PyTorchLegacy::Begins(std::string_view first_bytes) {
  constexpr std::size_t kFrameEnd = 11;  // after the protocol and the length of a frame
  const std::size_t magic = first_bytes.find(kLegacyMagic);
  return first_bytes.starts_with('\x80') && (magic == 2 || magic == kFrameEnd);
}

TensorIndex PyTorchLegacy::Read() {
  const LegacyStream stream = ReadLegacyStream(file_, 0, file_.size());
  return ReadObjectTree(stream.object, stream.storages, file_);
}

}  // namespace residua
