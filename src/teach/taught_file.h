// The file of a taught network: an ordinary safetensors checkpoint with the bytes of the body and a
// new head, and a card.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "teach/taught_head.h"

namespace residua::teach {

// Ranges of bytes, in file order.
struct FilePiece {
  bool ours = false;  // whether the range is in `bytes` of TaughtFile; otherwise it is in the
                      // original's files
  std::size_t file = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  // For a tensor whose elements are not in row-major order: they are written in that order.
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> strides;  // in elements; empty to copy the bytes
  std::size_t element = 1;             // bytes
};

struct TaughtFile {
  std::vector<std::byte> bytes;   // the header, and the head
  std::vector<FilePiece> pieces;  // all of the file
};

// `body`: the result of BodyJson (classify/body_json.h). Compact weights stay compact. Tensors are
// ordered so that they are aligned, as PyTorch's reader requires. Throws Error(kInvalidOption) if
// the head expects embeddings of another length.
TaughtFile MakeTaughtFile(std::string_view body, const TaughtHead& head);

// The elements of a strided piece in row-major order. `bytes`: from piece.begin to piece.end.
// Throws Error(kInvalidCheckpoint) if there are too few.
std::vector<std::byte> InOrder(const FilePiece& piece, std::span<const std::byte> bytes);

}  // namespace residua::teach
