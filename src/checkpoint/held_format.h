// A format whose files tell only at their end, or in another order than that of their bytes, what
// they hold: the bytes are kept until Finish, which gives them to the sink and frees them as it
// goes.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checkpoint/checkpoint_format.h"
#include "checkpoint/file_bytes.h"
#include "checkpoint/tensor_index.h"

namespace residua {

class HeldFormat : public CheckpointFormat {
 public:
  explicit HeldFormat(CheckpointSink& sink) : sink_(sink) {}

  void Push(std::span<const std::byte> bytes) override { file_.Append(bytes); }
  void Finish() override;

 protected:
  // What file_ holds. Tensors need not be sorted.
  virtual TensorIndex Read() = 0;

  // Called for what the sink wants, before it gets any of it. Throws if bytes are damaged.
  virtual void Verify(std::span<const TensorEntry* const> /*wanted*/) {}

  // Asks the sink for the index, and gives it what it wants; the files are spent.
  void Deliver(TensorIndex index, std::span<FileBytes> files);

  FileBytes file_;

 private:
  CheckpointSink& sink_;
};

}  // namespace residua
