#include "checkpoint/zip_directory.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"
#include "support/pytorch_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::Error;
using residua::ErrorCode;
using residua::FileBytes;
using residua::ReadZipDirectory;
using residua::ZipEntry;
using residua::testing::AsFile;
using residua::testing::ErrorOf;
using residua::testing::LittleEndian;
using residua::testing::Zip;
using residua::testing::ZipPart;

namespace {

const std::vector<ZipPart> kParts = {{.name = "a/one", .bytes = "first"},
                                     {.name = "a/two", .bytes = ""},
                                     {.name = "a/three", .bytes = "third entry"}};

std::string BytesOf(const std::string& zip, const ZipEntry& entry) {
  return zip.substr(static_cast<std::size_t>(entry.begin),
                    static_cast<std::size_t>(entry.end - entry.begin));
}

Error ReadingError(const std::string& zip) {
  return ErrorOf([&] { ReadZipDirectory(AsFile(zip)); });
}

// The archive with these bytes from `at` on, counted from the last place where `near` stands.
std::string Changed(std::string zip, const std::string& near, std::size_t at,
                    const std::string& bytes) {
  return zip.replace(zip.rfind(near) + at, bytes.size(), bytes);
}

const std::string kDirectoryEntry = "PK\x01\x02";
const std::string kEnd = "PK\x05\x06";

}  // namespace

TEST_CASE("A zip archive's entries are found by name, with their bytes", "[checkpoint]") {
  for (const auto& options : std::vector<residua::testing::ZipOptions>{
           {}, {.end_64 = true}, {.sizes_in_64 = true}, {.comment = "PK\x05\x06 as a comment"}}) {
    const std::string zip = Zip(kParts, options);
    const FileBytes file = AsFile(zip);
    const std::vector<ZipEntry> entries = ReadZipDirectory(file);
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].name == "a/one");
    CHECK(BytesOf(zip, entries[0]) == "first");
    CHECK(entries[1].name == "a/three");
    CHECK(BytesOf(zip, entries[1]) == "third entry");
    CHECK(entries[2].name == "a/two");
    CHECK(BytesOf(zip, entries[2]).empty());
    for (const ZipEntry& entry : entries) CHECK_NOTHROW(CheckZipEntry(file, entry));
  }
}

TEST_CASE("A changed byte of a zip archive's entry is noticed, by name", "[checkpoint]") {
  std::string zip = Zip(kParts);
  zip[zip.find("third entry")] = 'T';
  const FileBytes file = AsFile(zip);
  const std::vector<ZipEntry> entries = ReadZipDirectory(file);
  CHECK_NOTHROW(CheckZipEntry(file, entries[0]));
  const Error error = ErrorOf([&] { CheckZipEntry(file, entries[1]); });
  CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("\"a/three\""));
}

TEST_CASE("A checksum of zero was not recorded, and is not compared", "[checkpoint]") {
  const std::string zip = Changed(Zip(kParts), kDirectoryEntry, 16, LittleEndian(0, 4));
  const FileBytes file = AsFile(zip);
  for (const ZipEntry& entry : ReadZipDirectory(file)) CHECK_NOTHROW(CheckZipEntry(file, entry));
}

TEST_CASE("Folders of a zip archive are no entries", "[checkpoint]") {
  CHECK(ReadZipDirectory(AsFile(Zip({{.name = "a/", .bytes = ""}, kParts[0]}))).size() == 1);
}

TEST_CASE("A compressed entry of a zip archive is reported", "[checkpoint]") {
  const auto entries =
      ReadZipDirectory(AsFile(Zip({kParts[0], {.name = "b", .bytes = "?", .method = 8}})));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].method == 0);
  CHECK(entries[1].method == 8);
}

TEST_CASE("An encrypted entry of a zip archive is refused by name", "[checkpoint]") {
  const Error error = ReadingError(Zip({{.name = "secret", .bytes = "?", .flags = 1}}));
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("\"secret\""));
}

TEST_CASE("A part of a split zip archive is refused", "[checkpoint]") {
  CHECK(ReadingError(Changed(Zip(kParts), kEnd, 4, LittleEndian(1, 2))).code() ==
        ErrorCode::kUnsupportedCheckpoint);
}

TEST_CASE("A zip archive that is cut off anywhere is refused", "[checkpoint]") {
  for (const bool end_64 : {false, true}) {
    const std::string zip = Zip(kParts, {.end_64 = end_64});
    for (std::size_t size = 0; size < zip.size(); ++size) {
      CHECK(ReadingError(zip.substr(0, size)).code() == ErrorCode::kInvalidCheckpoint);
    }
  }
}

TEST_CASE("A zip archive whose directory lies is refused", "[checkpoint]") {
  const std::string zip = Zip(kParts);
  const std::string zip_64 = Zip(kParts, {.sizes_in_64 = true});
  const std::string huge = LittleEndian(UINT64_MAX, 8);
  const std::vector<std::string> lies = {
      Changed(zip, kDirectoryEntry, 20, LittleEndian(12, 4)),                // one size of two
      Changed(zip, kDirectoryEntry, 20, LittleEndian(0x4000'0000'4000, 8)),  // both sizes
      Changed(zip, kDirectoryEntry, 28, LittleEndian(0xFFFF, 2)),            // the name's length
      Changed(zip, kDirectoryEntry, 30, LittleEndian(0xFFFF, 2)),            // the extra field's
      Changed(zip, kDirectoryEntry, 42, LittleEndian(0xFFFFFFFE, 4)),        // the header's place
      Changed(zip, kDirectoryEntry, 42,
              LittleEndian(0xFFFFFFFF, 4)),        // in a zip64 part: there is none
      Changed(zip, kEnd, 10, LittleEndian(4, 2)),  // the number of entries
      Changed(zip, kEnd, 10, LittleEndian(2, 2)),
      Changed(zip, kEnd, 12, LittleEndian(0x7FFFFFFF, 4)),  // the directory's size
      Changed(zip, kEnd, 16, LittleEndian(0x7FFFFFFF, 4)),  // and place
      Changed(zip_64, "PK\x06\x06", 32, huge),
      Changed(zip_64, "PK\x06\x06", 40, huge),
      Changed(zip_64, "PK\x06\x06", 48, huge),
      Changed(zip_64, "PK\x06\x07", 8, huge),
      Changed(Zip(kParts, {.end_64 = true}), kEnd, 10, LittleEndian(2, 2)),  // one end of two
      Zip({kParts[0], {.name = "b", .bytes = "?", .local_name = "c"}}),
  };
  for (std::size_t i = 0; i < lies.size(); ++i) {
    INFO(i);
    CHECK(ReadingError(lies[i]).code() == ErrorCode::kInvalidCheckpoint);
  }
}

TEST_CASE("Two entries of a zip archive may not have one name", "[checkpoint]") {
  CHECK_THAT(ReadingError(Zip({kParts[0], kParts[0]})).what(),
             ContainsSubstring("\"a/one\" twice"));
}

TEST_CASE("Two entries of a zip archive may not share bytes", "[checkpoint]") {
  // The first entry's bytes are a whole entry themselves.
  const std::string inner = Zip({{.name = "b", .bytes = "?"}});
  const std::string header = inner.substr(0, inner.find(kDirectoryEntry));
  std::string zip = Zip({{.name = "a", .bytes = header}, {.name = "b", .bytes = "?"}});
  CHECK(ReadZipDirectory(AsFile(zip)).size() == 2);
  zip = Changed(zip, kDirectoryEntry, 42, LittleEndian(zip.find(header, 1), 4));
  CHECK_THAT(ReadingError(zip).what(), ContainsSubstring("share bytes"));
}
