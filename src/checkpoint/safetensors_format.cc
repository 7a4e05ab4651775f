#include "checkpoint/safetensors_format.h"

#include <algorithm>
#include <string>

#include "checkpoint/compact.h"
#include "checkpoint/safetensors.h"
#include "core/error.h"

namespace residua {
namespace {

// Larger than the largest tensor of any ResNet; a forged header must not cost more memory.
constexpr std::uint64_t kReserve = std::uint64_t{64} << 20;  // bytes

}  // namespace

// A header length of less than 2^32, and the JSON after it.
bool SafetensorsFormat::Begins(std::string_view first_bytes) {
  return first_bytes.size() > kSafetensorsPrefix && first_bytes[kSafetensorsPrefix] == '{' &&
         first_bytes.substr(4, 4) == std::string_view("\0\0\0\0", 4);
}

void SafetensorsFormat::Push(std::span<const std::byte> bytes) {
  if (!indexed_) {
    if (!Hold(bytes, kSafetensorsPrefix)) return;
    if (!header_length_) {
      header_length_ = SafetensorsHeaderLength(std::span(held_).first<kSafetensorsPrefix>());
    }
    if (!Hold(bytes, kSafetensorsPrefix + *header_length_)) return;
    ReadIndex();
  }
  ReadTensors(bytes);
}

bool SafetensorsFormat::Hold(std::span<const std::byte>& bytes, std::size_t size) {
  if (held_.size() >= size) return true;
  const std::span<const std::byte> taken = bytes.first(std::min(size - held_.size(), bytes.size()));
  // Not reserved at once: a forged length must not cost memory.
  held_.insert(held_.end(), taken.begin(), taken.end());
  bytes = bytes.subspan(taken.size());
  return held_.size() == size;
}

void SafetensorsFormat::ReadIndex() {
  const auto* json = reinterpret_cast<const char*>(held_.data()) + kSafetensorsPrefix;
  index_ = ParseSafetensorsHeader({json, *header_length_});
  JoinCompactTensors(index_);
  held_ = {};
  position_ = kSafetensorsPrefix + *header_length_;
  indexed_ = true;
  pieces_ = AskSink(sink_, index_);
}

void SafetensorsFormat::ReadTensors(std::span<const std::byte> bytes) {
  for (; tensor_ < index_.tensors.size(); ++tensor_) {
    const TensorEntry& entry = index_.tensors[tensor_];
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(entry.end - position_, bytes.size()));
    if (pieces_[tensor_] != CheckpointSink::kPassOver) {
      ReadPieces(bytes.first(length));
    } else {
      position_ += length;
    }
    if (position_ < entry.end) return;
    bytes = bytes.subspan(length);
  }
  if (!bytes.empty()) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The safetensors file goes on after its last tensor. Download or save it again.");
  }
  held_.shrink_to_fit();
}

void SafetensorsFormat::ReadPieces(std::span<const std::byte> bytes) {
  const TensorEntry& entry = index_.tensors[tensor_];
  const std::uint64_t size = entry.end - entry.begin;
  do {
    const std::uint64_t offset = position_ - entry.begin - held_.size();  // of the current piece
    const std::uint64_t piece = std::min(pieces_[tensor_], size - offset);
    if (held_.empty() && bytes.size() >= piece) {
      // A complete piece need not be copied.
      const std::uint64_t whole =
          bytes.size() >= size - offset ? size - offset : bytes.size() / piece * piece;
      const auto length = static_cast<std::size_t>(whole);
      position_ += length;
      sink_.OnBytes(tensor_, offset, bytes.first(length));
      bytes = bytes.subspan(length);
      continue;
    }
    if (held_.empty()) held_.reserve(static_cast<std::size_t>(std::min(piece, kReserve)));
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece - held_.size(), bytes.size()));
    held_.insert(held_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    position_ += length;
    bytes = bytes.subspan(length);
    if (held_.size() < piece) return;
    sink_.OnBytes(tensor_, offset, held_);
    held_.clear();
  } while (!bytes.empty());
}

void SafetensorsFormat::Finish() {
  if (!indexed_) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The safetensors file ends within its header. Download or save it again.");
  }
  if (tensor_ < index_.tensors.size()) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The safetensors file ends " +
                    std::to_string(index_.tensors.back().end - position_) +
                    " bytes too early. Download or save it again.");
  }
}

}  // namespace residua
