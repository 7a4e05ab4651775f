// Reads a checkpoint as its bytes arrive, in file order and in pieces of any size:
//
//   bytes -> Push, Push, ... -> OnIndex once -> OnTensor per wanted tensor, in file order
//
// A safetensors file is read while it streams: at no time are more of its bytes held than those of
// the tensor in flight. A PyTorch file (.pth, .pt) tells only at its end what it holds: its bytes
// are kept until Finish, which calls the sink and gives them back as it goes.

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/tensor_index.h"

namespace residua {

// Takes what the reader finds. Its exceptions leave through the reader unchanged.
class CheckpointSink {
 public:
  virtual ~CheckpointSink() = default;

  // Called once, before any tensor. Returns one flag per tensor of the index: wanted or passed
  // over.
  virtual std::vector<bool> OnIndex(const TensorIndex& index) = 0;

  // Called for each wanted tensor with all of its bytes, valid until the call returns.
  virtual void OnTensor(std::size_t tensor, std::span<const std::byte> bytes) = 0;
};

class CheckpointReader {
 public:
  // `sink` must outlive the reader.
  explicit CheckpointReader(CheckpointSink& sink);
  ~CheckpointReader();

  // Throws Error(kInvalidCheckpoint) or Error(kUnsupportedCheckpoint) as soon as the bytes show it.
  void Push(std::span<const std::byte> bytes);

  // Call between the files of a sharded checkpoint, after the last byte of its index and of each of
  // its files. Returns the names of the files that must follow the index, in this order; nothing
  // after any other file. Their bytes are held until Finish. Throws Error(kInvalidCheckpoint).
  std::vector<std::string> EndFile();

  // Call after the last Push. Throws as Push does, and if bytes are missing.
  void Finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace residua
