// The operands of a pickle's instructions, read one after the other: numbers, lines and texts.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "checkpoint/file_bytes.h"
#include "checkpoint/pickle.h"

namespace residua {

// Throws Error(kInvalidCheckpoint) for a pickle whose instructions contradict each other.
[[noreturn]] void ThrowInconsistentPickle();

// The bytes of a kText. Throws Error(kInvalidCheckpoint) if `text` is another kind of value, or
// longer than 4096 bytes.
std::string ReadText(const FileBytes& file, const PickleValue& text);

// Every function throws Error(kInvalidCheckpoint) where the pickle ends before the operand does.
class PickleInput {
 public:
  // `file` must outlive it.
  PickleInput(const FileBytes& file, std::uint64_t begin, std::uint64_t end)
      : file_(file), position_(begin), end_(end) {}

  std::uint64_t position() const { return position_; }

  // An unsigned little-endian number of at most 8 bytes.
  std::uint64_t Number(std::size_t bytes) {
    const std::uint64_t from = Skip(bytes);
    if (bytes > run_.size()) run_ = file_.Run(from);
    if (bytes > run_.size()) {  // at a seam of the file's pieces
      run_ = {};
      return file_.Number(from, bytes);
    }
    std::uint64_t number = 0;
    for (std::size_t i = bytes; i-- > 0;) number = number << 8 | std::to_integer<unsigned>(run_[i]);
    run_ = run_.subspan(bytes);
    return number;
  }

  // A number in two's complement.
  std::int64_t Signed(std::size_t bytes);

  // A text of `length` bytes.
  PickleValue Text(std::uint64_t length);

  // The text up to the end of the line.
  PickleValue Line();

  // The integer or Boolean on the line, which ends in `suffix`; a text if it exceeds 64 bits.
  PickleValue NumberLine(std::string_view suffix = "");

  // The number on the line, which must be an integer.
  std::uint64_t IndexLine();

 private:
  // Returns the position before the skipped bytes.
  std::uint64_t Skip(std::uint64_t bytes);

  const FileBytes& file_;
  std::uint64_t position_;
  std::uint64_t end_;
  std::span<const std::byte> run_;  // contiguous bytes from position_ on; may be empty
};

}  // namespace residua
