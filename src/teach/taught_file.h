// The file of a taught network: an ordinary checkpoint, safetensors, of the body's own bytes and a
// new head, with a card that says the rest.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "teach/taught_head.h"

namespace residua::teach {

// Bytes of the file, in their order.
struct FilePiece {
  bool ours = false;  // `bytes` of TaughtFile from begin to end; otherwise of the original's files
  std::size_t file = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  // Of a tensor whose numbers do not lie in the order of its shape: they are written so.
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> strides;  // in elements; empty: the bytes as they are
  std::size_t element = 1;             // bytes
};

struct TaughtFile {
  std::vector<std::byte> bytes;   // the header, and the head
  std::vector<FilePiece> pieces;  // all of the file
};

// `body`: what BodyJson (classify/body_json.h) says of the network that was taught. Compact weights
// stay compact. Tensors are in an order that keeps them aligned, as PyTorch's reader wants them.
// Throws Error(kInvalidOption) if the head is for embeddings of another length.
TaughtFile MakeTaughtFile(std::string_view body, const TaughtHead& head);

// The numbers of a strided piece in the order of its shape. `bytes`: from piece.begin to piece.end.
// Throws Error(kInvalidCheckpoint) if they are too few.
std::vector<std::byte> InOrder(const FilePiece& piece, std::span<const std::byte> bytes);

}  // namespace residua::teach
