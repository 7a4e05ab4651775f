// Reads a checkpoint as its bytes arrive, in file order and in pieces of any size:
//
//   bytes -> Push, Push, ... -> OnIndex once -> OnBytes per piece of a wanted tensor, in file order
//
// A safetensors file is read while it streams: no more than the current piece is held in memory.
// The contents of a PyTorch file (.pth, .pt) are known only at its end: its bytes are kept until
// Finish, which calls the sink and frees them as it goes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/tensor_index.h"

namespace residua {

// Receives the contents. Its exceptions pass through the reader unchanged.
class CheckpointSink {
 public:
  virtual ~CheckpointSink() = default;

  // Called once, before any bytes. Returns for each tensor of the index the size of the pieces in
  // which it is wanted, in bytes: kPassOver, kWhole, or a number.
  virtual std::vector<std::uint64_t> OnIndex(const TensorIndex& index) = 0;
  static constexpr std::uint64_t kPassOver = 0;
  static constexpr std::uint64_t kWhole = ~std::uint64_t{0};

  // Called for each wanted tensor with all of its bytes, valid until the call returns: in one or
  // several pieces, of which only the last may be shorter. `offset` is in bytes from the tensor's
  // first. An empty tensor has one empty piece.
  virtual void OnBytes(std::size_t tensor, std::uint64_t offset,
                       std::span<const std::byte> bytes) = 0;
};

class CheckpointReader {
 public:
  // `sink` must outlive the reader.
  explicit CheckpointReader(CheckpointSink& sink);
  ~CheckpointReader();

  // Throws Error(kInvalidCheckpoint) or Error(kUnsupportedCheckpoint) as soon as the bytes show the
  // problem.
  void Push(std::span<const std::byte> bytes);

  // Call between the files of a sharded checkpoint, after the last byte of its index and of each of
  // its files. Returns the names of the files that must follow the index, in order; empty after any
  // other file. Their bytes are held until Finish. Throws Error(kInvalidCheckpoint).
  std::vector<std::string> EndFile();

  // Call after the last Push. Throws as Push does, and if bytes are missing.
  void Finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace residua
