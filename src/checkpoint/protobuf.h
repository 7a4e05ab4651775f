// Fields of a protocol buffer's messages, as protobuf.dev/programming-guides/encoding describes
// their bytes: what ONNX files are made of.

#pragma once

#include <cstdint>
#include <string>

#include "checkpoint/file_bytes.h"

namespace residua {

// Walks over the fields of one message in their order. What no reader knows is passed over.
class ProtoFields {
 public:
  // A message at [begin, end) of `file`, which must outlive this.
  ProtoFields(const FileBytes& file, std::uint64_t begin, std::uint64_t end)
      : file_(file), at_(begin), end_(end) {}

  // Goes on to the next field; false at the message's end. Throws Error(kInvalidCheckpoint) if the
  // bytes are no field, or its length passes the end.
  bool Next();

  int number() const { return number_; }
  // Of a number, whichever way it is written: a varint or 4 or 8 bytes. Of anything else 0.
  std::uint64_t bits() const { return bits_; }
  bool has_length() const { return wire_ == 2; }
  std::uint64_t begin() const { return begin_; }  // of the field's content
  std::uint64_t end() const { return at_; }

  // The content as a message.
  ProtoFields Message() const { return {file_, begin_, at_}; }

  // The content as text. Throws Error(kInvalidCheckpoint) if it is longer than a megabyte.
  std::string Text() const;

  // Calls visit(bits) for the field's number, or for each where several are packed together.
  // `bytes`: 0 for varints, else how many bytes each has in a packed field.
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
