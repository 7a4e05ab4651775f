#include "checkpoint/protobuf.h"

#include <algorithm>
#include <span>

#include "core/error.h"

namespace residua {
namespace {

constexpr std::uint64_t kLongestText = 1 << 20;

enum WireType : unsigned { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };

}  // namespace

void ThrowDamagedOnnx(const std::string& why) {
  throw Error(ErrorCode::kInvalidCheckpoint,
              "The ONNX file is damaged: " + why + ". Download or export it again.");
}

std::uint64_t ProtoFields::Varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && at_ < end_; shift += 7) {
    const auto byte = std::to_integer<std::uint64_t>(file_.Run(at_++)[0]);
    value |= (byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  ThrowDamagedOnnx("a number at byte " + std::to_string(at_) + " does not end");
}

std::uint64_t ProtoFields::Fixed(std::size_t bytes) {
  if (end_ - at_ < bytes) {
    ThrowDamagedOnnx("a number at byte " + std::to_string(at_) + " is cut off");
  }
  at_ += bytes;
  return file_.Number(at_ - bytes, bytes);
}

bool ProtoFields::Next() {
  if (at_ >= end_) return false;
  const std::uint64_t tag = Varint();
  number_ = static_cast<int>(tag >> 3 & 0xFFFFFF);
  wire_ = tag & 7;
  bits_ = 0;
  begin_ = at_;
  switch (wire_) {
    case kVarint:
      bits_ = Varint();
      return true;
    case kFixed64:
      bits_ = Fixed(8);
      return true;
    case kFixed32:
      bits_ = Fixed(4);
      return true;
    case kLength: {
      const std::uint64_t length = Varint();
      begin_ = at_;
      if (length > end_ - at_) {
        ThrowDamagedOnnx("a part at byte " + std::to_string(at_) + " of " + std::to_string(length) +
                         " bytes passes its end");
      }
      at_ += length;
      return true;
    }
    default:
      ThrowDamagedOnnx("there is no field at byte " + std::to_string(at_));
  }
}

std::string ProtoFields::Text() const {
  if (at_ - begin_ > kLongestText) ThrowDamagedOnnx("a name is longer than a megabyte");
  std::string text(has_length() ? static_cast<std::size_t>(at_ - begin_) : 0, '\0');
  file_.Read(begin_, std::as_writable_bytes(std::span(text)));
  // The text of an error would end there.
  std::ranges::replace(text, '\0', '?');
  return text;
}

}  // namespace residua
