#include "checkpoint/sharded_checkpoint.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_reader.h"
#include "core/error.h"
#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

const std::string kIndex =
    R"({"metadata": {"total_size": 12}, "weight_map": {"c": "part-2", "a": "part-1", "b": "part-2"}})";

std::string Safetensors(const std::string& header, const std::string& data) {
  std::string file;
  for (int i = 0; i < 8; ++i) {
    file += static_cast<char>(std::uint64_t{header.size()} >> 8 * i & 0xFF);
  }
  return file + header + data;
}

const std::string kFirst =
    Safetensors(R"({"a": {"dtype": "U8", "shape": [5], "data_offsets": [0, 5]}})", "first");
const std::string kSecond =
    Safetensors(R"({"b": {"dtype": "U8", "shape": [3], "data_offsets": [0, 3]},)"
                R"("c": {"dtype": "U8", "shape": [4], "data_offsets": [3, 7]}})",
                "twofour");

struct Collector final : CheckpointSink {
  std::vector<std::string> names;
  std::vector<std::string> contents;

  std::vector<std::uint64_t> OnIndex(const TensorIndex& index) override {
    for (const TensorEntry& tensor : index.tensors) names.push_back(tensor.name);
    return std::vector<std::uint64_t>(index.tensors.size(), kWhole);
  }
  void OnBytes(std::size_t, std::uint64_t, std::span<const std::byte> bytes) override {
    contents.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
};

Collector Read(const std::vector<std::string>& files) {
  Collector collector;
  CheckpointReader reader(collector);
  for (const std::string& file : files) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(file));
    for (std::size_t i = 0; i < bytes.size(); i += 7) {
      reader.Push(bytes.subspan(i, std::min<std::size_t>(7, bytes.size() - i)));
    }
    reader.EndFile();
  }
  reader.Finish();
  return collector;
}

std::string ReadingError(const std::vector<std::string>& files) {
  const Error error = ErrorOf([&] { Read(files); });
  CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
  return error.what();
}

}  // namespace

TEST_CASE("The files of a sharded checkpoint are asked for, and read as one", "[checkpoint]") {
  Collector collector;
  CheckpointReader reader(collector);
  reader.Push(std::as_bytes(std::span(kIndex)));
  CHECK(reader.EndFile() == std::vector<std::string>{"part-1", "part-2"});
  for (const std::string& file : {kFirst, kSecond}) {
    reader.Push(std::as_bytes(std::span(file)));
    CHECK(reader.EndFile().empty());
  }
  reader.Finish();
  CHECK(collector.names == std::vector<std::string>{"a", "b", "c"});
  CHECK(collector.contents == std::vector<std::string>{"first", "two", "four"});
  CHECK(Read({kIndex, kFirst, kSecond}).contents == collector.contents);
}

TEST_CASE("A single file needs no more files", "[checkpoint]") {
  CHECK(Read({kFirst}).contents == std::vector<std::string>{"first"});
}

TEST_CASE("A sharded checkpoint with a file missing, short or swapped says which", "[checkpoint]") {
  CHECK_THAT(ReadingError({kIndex, kFirst}), ContainsSubstring("names 2 files, and 1 came"));
  CHECK_THAT(ReadingError({kIndex}), ContainsSubstring("0 came"));
  CHECK_THAT(ReadingError({kIndex, kSecond, kFirst}), ContainsSubstring("part-1 holds \"b\""));
  CHECK_THAT(ReadingError({kIndex, kFirst, kSecond.substr(0, kSecond.size() - 1)}),
             ContainsSubstring("part-2 has"));
  CHECK_THAT(ReadingError({kIndex, kFirst.substr(0, 20), kSecond}),
             ContainsSubstring("part-1 ends within its header"));
  CHECK_THAT(ReadingError({kIndex, "abc", kSecond}), ContainsSubstring("part-1 is no safetensors"));
  const std::string more =
      R"({"weight_map": {"a": "part-1", "b": "part-2", "c": "part-2", "d": "part-2"}})";
  CHECK_THAT(ReadingError({more, kFirst, kSecond}), ContainsSubstring("part-2 lacks \"d\""));
}

TEST_CASE("An index that is none, or points out of its folder, is refused", "[checkpoint]") {
  for (const char* file : {"../secret", "/etc/passwd", "a/b", "C:x", "", ".hidden", "a\\\\b"}) {
    INFO(file);
    CHECK_THAT(ReadingError({R"({"weight_map": {"a": ")" + std::string(file) + "\"}}"}),
               ContainsSubstring("no file beside the index"));
  }
  CHECK_THAT(ReadingError({R"({"weight_map": {}, "more": 1})"}), ContainsSubstring("no tensors"));
}

}  // namespace residua::testing
