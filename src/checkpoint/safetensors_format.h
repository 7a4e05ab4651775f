// A safetensors file, read while it streams: holds no more of its bytes than the header or the
// current piece.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "checkpoint/checkpoint_format.h"
#include "checkpoint/tensor_index.h"

namespace residua {

class SafetensorsFormat final : public CheckpointFormat {
 public:
  static bool Begins(std::string_view first_bytes);

  explicit SafetensorsFormat(CheckpointSink& sink) : sink_(sink) {}

  void Push(std::span<const std::byte> bytes) override;
  void Finish() override;

 private:
  // Moves bytes to held_ until it has `size` of them; returns whether it has.
  bool Hold(std::span<const std::byte>& bytes, std::size_t size);
  void ReadIndex();
  void ReadTensors(std::span<const std::byte> bytes);
  // Consumes all of `bytes`, which belong to the current tensor.
  void ReadPieces(std::span<const std::byte> bytes);

  CheckpointSink& sink_;
  std::vector<std::byte> held_;  // of the header, or of the current piece
  std::optional<std::size_t> header_length_;
  TensorIndex index_;
  std::vector<std::uint64_t> pieces_;  // bytes of each, per tensor
  std::size_t tensor_ = 0;             // the current one
  std::uint64_t position_ = 0;         // offset in the file of the next byte
  bool indexed_ = false;
};

}  // namespace residua
