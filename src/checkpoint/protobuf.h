// Reads the fields of protocol buffers, the encoding of ONNX files
// (protobuf.dev/programming-guides/encoding).

#pragma once

#include <cstdint>
#include <string>

#include "checkpoint/file_bytes.h"

namespace residua {

// Iterates over the fields of a message in order. Unknown fields can be ignored.
class ProtoFields {
 public:
  // A message at [begin, end) of `file`, which must outlive this.
  ProtoFields(const FileBytes& file, std::uint64_t begin, std::uint64_t end)
      : file_(file), at_(begin), end_(end) {}

  // Advances to the next field; false at the end of the message. Throws Error(kInvalidCheckpoint)
  // if the bytes are not a field, or its length exceeds the message.
  bool Next();

  int number() const { return number_; }
  // The value of a number field: a varint, or 4 or 8 bytes. 0 for other fields.
  std::uint64_t bits() const { return bits_; }
  bool has_length() const { return wire_ == 2; }
  std::uint64_t begin() const { return begin_; }  // of the field's content
  std::uint64_t end() const { return at_; }

  // The content as a message.
  ProtoFields Message() const { return {file_, begin_, at_}; }

  // The content as text. Throws Error(kInvalidCheckpoint) if it is longer than a megabyte.
  std::string Text() const;

  // Calls visit(bits) for the field's number, or for each if several are packed. `bytes`: 0 for
  // varints, otherwise the size of each in a packed field.
  void ForEachNumber(std::size_t bytes, const auto& visit) const {
    if (!has_length()) return visit(bits_);
    ProtoFields rest(file_, begin_, at_);
    while (rest.at_ < rest.end_) visit(bytes ? rest.Fixed(bytes) : rest.Varint());
  }

 private:
  std::uint64_t Varint();
  std::uint64_t Fixed(std::size_t bytes);

  const FileBytes& file_;
  std::uint64_t at_;
  std::uint64_t end_;
  int number_ = 0;
  unsigned wire_ = 0;
  std::uint64_t bits_ = 0;
  std::uint64_t begin_ = 0;
};

// "The ONNX file is damaged: <why>. Download or export it again."
[[noreturn]] void ThrowDamagedOnnx(const std::string& why);

}  // namespace residua
