// A checkpoint file format: receives a file's bytes as they arrive, and passes its contents to the
// sink of a CheckpointReader. To add one, add a file like pytorch_zip.h and a line in formats.cc.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_reader.h"

namespace residua {

class CheckpointFormat {
 public:
  virtual ~CheckpointFormat() = default;

  // See the functions of the same names in CheckpointReader.
  virtual void Push(std::span<const std::byte> bytes) = 0;
  virtual std::vector<std::string> EndFile() { return {}; }
  virtual void Finish() = 0;
};

// The sink's answer for the index, one for each of its tensors.
std::vector<std::uint64_t> AskSink(CheckpointSink& sink, const TensorIndex& index);

}  // namespace residua
