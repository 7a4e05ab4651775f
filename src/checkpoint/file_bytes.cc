#include "checkpoint/file_bytes.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/error.h"

namespace residua {
namespace {

constexpr std::size_t kSegment = std::size_t{1} << 20;

}  // namespace

void FileBytes::Append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto filled = static_cast<std::size_t>(size_ % kSegment);
    if (filled == 0) segments_.push_back(std::make_unique_for_overwrite<std::byte[]>(kSegment));
    const std::size_t count = std::min(bytes.size(), kSegment - filled);
    std::memcpy(segments_.back().get() + filled, bytes.data(), count);
    size_ += count;
    bytes = bytes.subspan(count);
  }
}

std::span<const std::byte> FileBytes::Run(std::uint64_t begin) const {
  if (begin >= size_) return {};
  const std::byte* const segment = segments_[static_cast<std::size_t>(begin / kSegment)].get();
  if (!segment) throw Error(ErrorCode::kInternal, "These bytes of the file were dropped.");
  const auto at = static_cast<std::size_t>(begin % kSegment);
  return {segment + at,
          static_cast<std::size_t>(std::min<std::uint64_t>(kSegment - at, size_ - begin))};
}

void FileBytes::Read(std::uint64_t begin, std::span<std::byte> out) const {
  if (begin > size_ || out.size() > size_ - begin) {
    throw Error(ErrorCode::kInternal, "Read behind the end of a file.");
  }
  while (!out.empty()) {
    const std::span<const std::byte> run = Run(begin);
    const std::size_t count = std::min(out.size(), run.size());
    std::memcpy(out.data(), run.data(), count);
    begin += count;
    out = out.subspan(count);
  }
}

std::uint64_t FileBytes::Number(std::uint64_t begin, std::size_t bytes) const {
  std::array<std::byte, 8> buffer;
  Read(begin, std::span(buffer).first(bytes));
  std::uint64_t number = 0;
  for (std::size_t i = bytes; i-- > 0;) number = number << 8 | std::to_integer<unsigned>(buffer[i]);
  return number;
}

void FileBytes::DropBefore(std::uint64_t end) {
  const auto whole = static_cast<std::size_t>(std::min(end, size_) / kSegment);
  // A full segment is final; the last one may still be filled. Segments below a freed one are
  // already free.
  for (std::size_t i = whole; i > 0 && segments_[i - 1]; --i) segments_[i - 1] = nullptr;
}

}  // namespace residua
