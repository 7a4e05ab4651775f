// A safetensors file, read while it streams: at no time are more of its bytes held than its header,
// or those of the piece in flight.

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
  // Moves bytes to held_ until it has `size` of them; whether it has.
  bool Hold(std::span<const std::byte>& bytes, std::size_t size);
  void ReadIndex();
  void ReadTensors(std::span<const std::byte> bytes);
  // Takes all of `bytes`, which belong to the tensor in flight.
  void ReadPieces(std::span<const std::byte> bytes);

  CheckpointSink& sink_;
  std::vector<std::byte> held_;  // of the header, or of the piece in flight
  std::optional<std::size_t> header_length_;
  TensorIndex index_;
  std::vector<std::uint64_t> pieces_;  // bytes of each, per tensor
  std::size_t tensor_ = 0;             // the one in flight
  std::uint64_t position_ = 0;         // in the file, of the next byte
  bool indexed_ = false;
};

}  // namespace residua
