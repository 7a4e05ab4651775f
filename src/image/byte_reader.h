// Reads numbers from untrusted bytes, in order. Reading past the end returns zeros and sets ok() to
// false permanently, so that a parser can check once after a group of fields.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace residua {

enum class ByteOrder { kBigEndian, kLittleEndian };

class ByteReader {
 public:
  ByteReader(std::span<const std::uint8_t> bytes, ByteOrder order) : bytes_(bytes), order_(order) {}

  bool ok() const { return ok_; }
  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }

  std::uint8_t U8() { return static_cast<std::uint8_t>(Number(1)); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Number(2)); }
  std::uint32_t U32() { return Number(4); }

  // The next `count` bytes; empty if there are fewer.
  std::span<const std::uint8_t> Take(std::size_t count) {
    if (count > remaining()) {
      ok_ = false;
      position_ = bytes_.size();
      return {};
    }
    position_ += count;
    return bytes_.subspan(position_ - count, count);
  }

  void Skip(std::size_t count) { Take(count); }

  // Moves to an offset from the first byte, forwards or backwards.
  void Seek(std::size_t position) {
    position_ = 0;
    Take(position);
  }

 private:
  std::uint32_t Number(std::size_t size) {
    const std::span<const std::uint8_t> taken = Take(size);
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < taken.size(); ++i) {
      const std::size_t at = order_ == ByteOrder::kBigEndian ? i : taken.size() - 1 - i;
      number = number << 8 | taken[at];
    }
    return number;
  }

  std::span<const std::uint8_t> bytes_;
  ByteOrder order_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace residua
