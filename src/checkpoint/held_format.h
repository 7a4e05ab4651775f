// A format whose contents are known only at its end, or in another order than that of its bytes:
// the bytes are kept until Finish, which passes them to the sink and frees them as it goes.

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
  // The contents of file_. Tensors need not be sorted.
  virtual TensorIndex Read() = 0;

  // Called for the wanted tensors before the sink gets any of them. Throws if bytes are damaged.
  virtual void Verify(std::span<const TensorEntry* const> /*wanted*/) {}

  // Passes the index to the sink, then the tensors that it wants; the files are consumed.
  void Deliver(TensorIndex index, std::span<FileBytes> files);

  FileBytes file_;

 private:
  CheckpointSink& sink_;
};

}  // namespace residua
