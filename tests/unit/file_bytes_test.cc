#include "checkpoint/file_bytes.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"

using residua::ErrorCode;
using residua::FileBytes;
using residua::testing::ErrorOf;

namespace {

// Longer than three of the pieces it is kept in.
constexpr std::size_t kSize = (std::size_t{3} << 20) + 12345;

std::byte ByteAt(std::size_t i) { return static_cast<std::byte>(i * 31 + (i >> 11)); }

FileBytes Arrived(std::size_t piece) {
  std::vector<std::byte> bytes(kSize);
  for (std::size_t i = 0; i < kSize; ++i) bytes[i] = ByteAt(i);
  FileBytes file;
  for (std::size_t i = 0; i < kSize; i += piece) {
    file.Append(std::span(bytes).subspan(i, std::min(piece, kSize - i)));
  }
  return file;
}

}  // namespace

TEST_CASE("A file that arrives in pieces of any size is read back whole", "[checkpoint]") {
  for (const std::size_t piece : {std::size_t{977}, std::size_t{1} << 20, kSize}) {
    const FileBytes file = Arrived(piece);
    REQUIRE(file.size() == kSize);
    std::vector<std::byte> read(kSize - 1);
    file.Read(1, read);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < read.size(); ++i) wrong += read[i] != ByteAt(i + 1) ? 1 : 0;
    CHECK(wrong == 0);
  }
}

TEST_CASE("A file's numbers are little-endian, at the seams of its pieces too", "[checkpoint]") {
  FileBytes file;
  file.Append(std::vector<std::byte>((std::size_t{1} << 20) - 3));
  constexpr unsigned char kBytes[] = {1, 2, 3, 4, 5, 6, 7, 0x88};
  file.Append(std::as_bytes(std::span(kBytes)));
  CHECK(file.Number((1 << 20) - 3, 8) == 0x8807060504030201u);
  CHECK(file.Number((1 << 20) - 2, 2) == 0x0302);
  CHECK(file.Number((1 << 20) + 4, 1) == 0x88);
}

TEST_CASE("Reading what a file does not have is our own fault", "[checkpoint]") {
  const FileBytes file = Arrived(kSize);
  std::vector<std::byte> read(2);
  CHECK_NOTHROW(file.Read(kSize - 2, read));
  CHECK(ErrorOf([&] { file.Read(kSize - 1, read); }).code() == ErrorCode::kInternal);
  CHECK(ErrorOf([&] { file.Read(UINT64_MAX, read); }).code() == ErrorCode::kInternal);
  CHECK(file.Run(kSize).empty());
}

TEST_CASE("What lies behind the dropped part of a file keeps its place", "[checkpoint]") {
  FileBytes file = Arrived(kSize);
  file.DropBefore((std::size_t{2} << 20) + 5);
  std::vector<std::byte> read(1);
  file.Read((std::size_t{2} << 20) + 5, read);
  CHECK(read[0] == ByteAt((std::size_t{2} << 20) + 5));
  CHECK(ErrorOf([&] { file.Read(0, read); }).code() == ErrorCode::kInternal);
  file.DropBefore(kSize);
  file.Append(read);
  CHECK(file.Number(kSize, 1) == std::to_integer<std::uint64_t>(read[0]));
}
