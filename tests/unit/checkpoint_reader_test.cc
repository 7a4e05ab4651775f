#include "checkpoint/checkpoint_reader.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

using Bytes = std::vector<std::byte>;

Bytes FromText(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Bytes SafetensorsFile(const std::string& header, const std::string& data) {
  std::string file;
  for (int i = 0; i < 8; ++i)
    file += static_cast<char>(std::uint64_t{header.size()} >> 8 * i & 0xFF);
  return FromText(file + header + data);
}

const std::string kHeader = R"({"a": {"dtype": "U8", "shape": [5], "data_offsets": [0, 5]},)"
                            R"("empty": {"dtype": "U8", "shape": [0], "data_offsets": [5, 5]},)"
                            R"("skipped": {"dtype": "U8", "shape": [3], "data_offsets": [5, 8]},)"
                            R"("b": {"dtype": "U8", "shape": [4], "data_offsets": [8, 12]}})";

// Keeps what it is given, and wants everything but "skipped".
struct Collector final : CheckpointSink {
  TensorIndex index;
  std::map<std::string, std::string> contents;

  std::vector<std::uint64_t> OnIndex(const TensorIndex& found) override {
    index = found;
    std::vector<std::uint64_t> pieces;
    for (const TensorEntry& tensor : found.tensors) {
      pieces.push_back(tensor.name == "skipped" ? kPassOver : kWhole);
    }
    return pieces;
  }
  void OnBytes(std::size_t tensor, std::uint64_t offset,
               std::span<const std::byte> bytes) override {
    CHECK(offset == 0);
    contents[index.tensors[tensor].name] = {reinterpret_cast<const char*>(bytes.data()),
                                            bytes.size()};
  }
};

// In pieces of so many bytes.
void Read(CheckpointSink& sink, const Bytes& file, std::size_t piece) {
  CheckpointReader reader(sink);
  for (std::size_t i = 0; i < file.size(); i += piece) {
    reader.Push(std::span(file).subspan(i, std::min(piece, file.size() - i)));
  }
  reader.Finish();
}

Error ReadingError(const Bytes& file, std::size_t piece = 1 << 20) {
  return ErrorOf([&] {
    Collector collector;
    Read(collector, file, piece);
  });
}

}  // namespace

TEST_CASE("Tensors arrive whole, however the file is cut into pieces", "[checkpoint]") {
  const Bytes file = SafetensorsFile(kHeader, "hello...four");
  for (std::size_t piece = 1; piece <= file.size(); ++piece) {
    INFO(piece);
    Collector collector;
    Read(collector, file, piece);
    CHECK(collector.contents ==
          std::map<std::string, std::string>{{"a", "hello"}, {"b", "four"}, {"empty", ""}});
  }
}

TEST_CASE("A tensor may come in pieces of the size that is wanted", "[checkpoint]") {
  struct Pieces final : CheckpointSink {
    std::string content;
    bool whole_pieces = true;

    std::vector<std::uint64_t> OnIndex(const TensorIndex&) override {
      return {3, kWhole, kPassOver, kPassOver};
    }
    void OnBytes(std::size_t tensor, std::uint64_t offset,
                 std::span<const std::byte> bytes) override {
      if (tensor == 1) {
        CHECK(bytes.empty());
        return;
      }
      CHECK(offset == content.size());
      content.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      if (bytes.empty() || (content.size() < 5 && content.size() % 3 != 0)) whole_pieces = false;
    }
  };
  const Bytes file = SafetensorsFile(kHeader, "hello...four");
  for (std::size_t piece = 1; piece <= file.size(); ++piece) {
    INFO(piece);
    Pieces sink;
    Read(sink, file, piece);
    CHECK(sink.content == "hello");
    CHECK(sink.whole_pieces);
  }
}

TEST_CASE("A file that is too short or too long says so", "[checkpoint]") {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
    CHECK_THAT(ReadingError(SafetensorsFile(kHeader, "hello...fo"), piece).what(),
               ContainsSubstring("2 bytes too early"));
    CHECK_THAT(ReadingError(SafetensorsFile(kHeader, "hello...four!"), piece).what(),
               ContainsSubstring("goes on after its last tensor"));
    Bytes cut = SafetensorsFile(kHeader, "");
    cut.resize(40);
    CHECK_THAT(ReadingError(cut, piece).what(), ContainsSubstring("within its header"));
  }
}

TEST_CASE("Every truncated and every bit-flipped file gives one error or tensors, and no crash",
          "[checkpoint]") {
  const Bytes file = SafetensorsFile(kHeader, "hello...four");
  for (std::size_t length = 0; length < file.size(); ++length) {
    INFO(length);
    const Error error = ReadingError({file.begin(), file.begin() + static_cast<long>(length)});
    // Where not even the header begins, it may be anything.
    if (length > 8 || length < 1) CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
  }
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    Bytes flipped = file;
    flipped[bit / 8] ^= std::byte{1} << bit % 8;
    try {
      Collector collector;
      Read(collector, flipped, 7);
    } catch (const Error&) {
      ++refused;
    }
  }
  // Flips in names and in the data cannot be seen.
  CHECK(refused > 8 * kHeader.size() / 2);
}

TEST_CASE("A tensor that claims more bytes than any machine has costs no memory", "[checkpoint]") {
  const std::string header =
      R"({"w": {"dtype": "U8", "shape": [4611686018427387904], "data_offsets": [0, 4611686018427387904]}})";
  CHECK_THAT(ReadingError(SafetensorsFile(header, "few bytes"), 5).what(),
             ContainsSubstring("too early"));
}

}  // namespace residua::testing
