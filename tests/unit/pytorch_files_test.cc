// The files of tests/golden/checkpoints were written by PyTorch 1.13; what their tensors hold is
// told by scripts/python/residua_tools/reference/make_checkpoint_goldens.py.

#include "support/pytorch_files.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/formats.h"
#include "core/error.h"
#include "support/error_of.h"
#include "support/hashed_weights.h"
#include "support/read_checkpoint.h"
#include "support/shared_data.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

std::string Golden(const std::string& name) {
  return ReadText(RESIDUA_SOURCE_DIR "/tests/golden/checkpoints/" + name);
}

// Finds tensors by a network's own names, whatever wraps it.
struct ReadFile {
  ReadCheckpoint read;

  explicit ReadFile(const std::string& bytes) : read(bytes) {}

  const TensorIndex& index() const { return read.index; }

  // Fails the test if there is none of that name.
  const TensorEntry& Find(const std::string& name) const {
    const auto entry = std::ranges::find_if(index().tensors, [&](const TensorEntry& tensor) {
      return tensor.name == name || tensor.name.ends_with("." + name);
    });
    INFO(name);
    REQUIRE(entry != index().tensors.end());
    return *entry;
  }

  std::vector<double> Elements(const std::string& name) const {
    return read.Elements(Find(name).name);
  }
};

std::vector<double> Hashed(const std::string& name, const std::vector<std::uint64_t>& shape) {
  const std::vector<float> values = HashedTensor(name, shape);
  return {values.begin(), values.end()};
}

void CheckTiny(const ReadFile& read) {
  CHECK(std::ranges::is_sorted(read.index().tensors, {}, &TensorEntry::begin));
  CHECK(read.index().definition_order);
  CHECK(read.Elements("conv1.weight") == Hashed("conv1.weight", {2, 3, 2, 2}));
  CHECK(read.Elements("bn1.running_var") == Hashed("bn1.running_var", {2}));
  CHECK(read.Elements("fc.weight") == Hashed("fc.weight", {3, 2}));
  CHECK(read.Elements("fc.bias") == Hashed("fc.bias", {3}));
  const TensorEntry& counter = read.Find("bn1.num_batches_tracked");
  CHECK(counter.dtype == DType::kI64);
  CHECK(counter.shape.empty());
  CHECK(read.Elements("bn1.num_batches_tracked") == std::vector<double>{0});
}

Error ReadingError(const std::string& bytes) {
  return ErrorOf([&] { ReadCheckpoint read(bytes); });
}

const std::vector<TorchTensor> kTensors = {
    {.name = "fc.weight", .shape = {2, 2}, .bytes = "abcdefghijklmnop"},
    {.name = "fc.bias", .shape = {2}, .bytes = "ABCDEFGH"}};

}  // namespace

TEST_CASE("What PyTorch saved is read with its numbers", "[checkpoint][golden]") {
  for (const std::string name :
       {"zip.pth", "legacy.pth", "protocol4.pth", "legacy_protocol4.pth", "parameters.pth"}) {
    INFO(name);
    CheckTiny(ReadFile(Golden(name)));
  }
}

TEST_CASE("A state_dict is found among what training keeps, without its wrappers",
          "[checkpoint][golden]") {
  for (const std::string name :
       {"training.pth", "training_legacy.pth", "averaged.pth", "compiled.pth"}) {
    INFO(name);
    CheckTiny(ReadFile(Golden(name)));
  }
}

TEST_CASE("Tensors that share a storage or lie in strides are views of it",
          "[checkpoint][golden]") {
  for (const std::string name : {"views.pth", "views_legacy.pth"}) {
    INFO(name);
    const ReadFile read(Golden(name));
    const std::vector<double> whole = Hashed("whole", {4, 6});
    std::vector<double> transposed, column, inner;
    for (std::size_t x = 0; x < 6; ++x) {
      for (std::size_t y = 0; y < 4; ++y) transposed.push_back(whole[y * 6 + x]);
    }
    for (std::size_t y = 0; y < 4; ++y) column.push_back(whole[y * 6 + 2]);
    for (std::size_t y = 1; y < 3; ++y) {
      for (std::size_t x = 1; x < 5; ++x) inner.push_back(whole[y * 6 + x]);
    }
    CHECK(read.Elements("whole") == whole);
    CHECK(read.Elements("transposed") == transposed);
    CHECK(read.Elements("row") == std::vector<double>(whole.begin() + 6, whole.begin() + 12));
    CHECK(read.Elements("column") == column);
    CHECK(read.Elements("inner") == inner);
    CHECK(read.Elements("channels_last") == Hashed("channels_last", {2, 3, 2, 2}));
    CHECK(read.Elements("scalar") == Hashed("scalar", {}));
    CHECK(read.Find("empty").shape == std::vector<std::uint64_t>{0, 3});
    CHECK(read.Find("transposed").begin == read.Find("whole").begin);
    CHECK(read.Find("channels_last").end - read.Find("channels_last").begin == 96);
    CHECK(read.Find("whole").strides.empty());
    CHECK(read.Find("row").strides.empty());
  }
}

TEST_CASE("Numbers of every type are found", "[checkpoint][golden]") {
  for (const std::string file : {"types.pth", "types_legacy.pth"}) {
    INFO(file);
    const ReadFile read(Golden(file));
    CHECK(read.index().tensors.size() == 10);
    for (const std::string name :
         {"float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"}) {
      INFO(name);
      std::vector<double> expected;
      for (int i = 0; i < 9; ++i) {
        expected.push_back(name == "bool"                    ? i % 2
                           : name.find("float") != name.npos ? (i - 4) / 4.0
                                                             : i);
      }
      CHECK(read.Elements(name) == expected);
    }
    CHECK(read.Elements("float32") == Hashed("float32", {3, 3}));
    CHECK(read.Find("bfloat16").dtype == DType::kBF16);
  }
}

TEST_CASE("An os.system beside the tensors is read like anything else, and not run",
          "[checkpoint][golden]") {
  for (const std::string name : {"os_system.pth", "os_system_legacy.pth"}) {
    const ReadFile read(Golden(name));
    CheckTiny(read);
    CHECK(read.index().tensors.size() == 5);
  }
  CHECK_FALSE(std::filesystem::exists("residua-ran-code-from-a-checkpoint"));
}

TEST_CASE("Tensors that are not read say what they are, without bytes", "[checkpoint][golden]") {
  const std::vector<std::pair<std::string, DType>> files = {{"quantized.pth", DType::kQuantized},
                                                            {"sparse.pth", DType::kSparse},
                                                            {"meta.pth", DType::kMeta},
                                                            {"complex.pth", DType::kOther}};
  for (const auto& [name, type] : files) {
    INFO(name);
    const ReadFile read(Golden(name));
    const TensorEntry& weight = read.Find("fc.weight");
    CHECK(weight.dtype == type);
    CHECK(weight.begin == weight.end);
    CHECK(!weight.shape.empty());
  }
}

TEST_CASE("A whole module has the names of its state_dict, and its settings",
          "[checkpoint][golden]") {
  const ReadFile read(Golden("whole_model.pth"));
  CHECK(read.Find("0.weight").shape == std::vector<std::uint64_t>{3, 2});
  CHECK(read.Find("0.bias").order > read.Find("0.weight").order);
  REQUIRE(read.index().objects.size() == 2);
  CHECK(read.index().objects[0].type == "torch.nn.modules.container.Sequential");
  const ObjectFacts& linear = read.index().objects[1];
  CHECK(linear.path == "0");
  CHECK(linear.type == "torch.nn.modules.linear.Linear");
  CHECK(linear.module);
  CHECK(linear.facts.at("in_features").integer == 2);
  CHECK(linear.facts.at("training").kind == FactValue::Kind::kBool);
}

TEST_CASE("TorchScript's archive is read by the paths of its modules", "[checkpoint][golden]") {
  const ReadFile read(Golden("torchscript.pt"));
  CHECK(!read.index().tensors.empty());
  CHECK(!read.index().objects.empty());
  for (const ObjectFacts& object : read.index().objects) {
    CHECK(object.module);
    CHECK_FALSE(object.type.starts_with("__torch__"));
  }
}

TEST_CASE("Both forms give the same tensors", "[checkpoint]") {
  const std::string zip = TorchZip(kTensors);
  const std::string legacy = TorchLegacy(kTensors);
  for (const std::string& bytes : {zip, legacy}) {
    const ReadFile read(bytes);
    REQUIRE(read.index().tensors.size() == 2);
    CHECK(read.Find("fc.weight").begin == bytes.find(kTensors[0].bytes));
    CHECK(read.Find("fc.weight").end == bytes.find(kTensors[0].bytes) + 16);
    CHECK(read.read.bytes[0] == kTensors[0].bytes);
    CHECK(read.Find("fc.bias").begin == bytes.find(kTensors[1].bytes));
  }
}

TEST_CASE("An old file's view of a storage is a part of it", "[checkpoint]") {
  using namespace pickle;
  const auto view = [](std::int64_t first, std::int64_t count) {
    return TorchLegacy(
        Dict({{"x", TensorCode(StorageCode(kTensors[0], "0",
                                           Tuple({Text("view"), Integer(first), Integer(count)})),
                               {.offset = 1, .shape = {2}, .strides = {1}})}}),
        {kTensors[0]});
  };
  const std::string bytes = view(1, 3);
  CHECK(ReadFile(bytes).Find("x").begin == bytes.find("ijklmnop"));
  CHECK(ReadingError(view(1, 2)).code() == ErrorCode::kInvalidCheckpoint);
  CHECK(ReadingError(view(2, 3)).code() == ErrorCode::kInvalidCheckpoint);
  CHECK(ReadingError(view(-1, 3)).code() == ErrorCode::kInvalidCheckpoint);
}

TEST_CASE("A changed number in a zip archive is noticed", "[checkpoint]") {
  std::string bytes = TorchZip(kTensors);
  bytes[bytes.find("ijkl")] = 'I';
  const Error error = ReadingError(bytes);
  CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("checksum of \"archive/data/0\""));
}

TEST_CASE("Storages that lie about their size are refused", "[checkpoint]") {
  for (const std::uint64_t more : {std::uint64_t{1}, std::uint64_t{1} << 61, UINT64_MAX - 4}) {
    CHECK(ReadingError(TorchLegacy(kTensors, {.more_elements = more})).code() ==
          ErrorCode::kInvalidCheckpoint);
  }
}

TEST_CASE("Files of big-endian machines are refused", "[checkpoint]") {
  const std::string zip =
      TorchZip(StateDictCode(kTensors), kTensors, {{.name = "archive/byteorder", .bytes = "big"}});
  for (const std::string& bytes : {zip, TorchLegacy(kTensors, {.little_endian = false})}) {
    CHECK_THAT(ReadingError(bytes).what(), ContainsSubstring("big-endian"));
  }
  CHECK_NOTHROW(ReadFile(TorchZip(StateDictCode(kTensors), kTensors,
                                  {{.name = "archive/byteorder", .bytes = "little"}})));
}

TEST_CASE("Zip archives of other things are refused with what to do", "[checkpoint]") {
  const Error packed = ReadingError(Zip({{.name = "m/model.pth", .bytes = "?", .method = 8}}));
  CHECK(packed.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(packed.what(), ContainsSubstring("Unpack it"));
  const Error compressed = ReadingError(Zip({{.name = "m/data.pkl", .bytes = "?", .method = 8}}));
  CHECK_THAT(compressed.what(), ContainsSubstring("\"m/data.pkl\" cannot be decompressed"));
}

TEST_CASE("An archive that was packed again, its entries compressed, is read", "[checkpoint]") {
  const auto packed = [](const std::string& name, const std::string& bytes) {
    return ZipPart{.name = name, .bytes = bytes, .method = 8, .compressed = Deflated(bytes)};
  };
  std::vector<ZipPart> parts = {packed("m/data.pkl", pickle::Whole(StateDictCode(kTensors))),
                                packed("m/data/0", kTensors[0].bytes),
                                packed("m/data/1", kTensors[1].bytes)};
  const ReadFile read(Zip(parts));
  REQUIRE(read.index().tensors.size() == 2);
  CHECK(read.read.bytes[0] == kTensors[0].bytes);
  CHECK(read.read.bytes[1] == kTensors[1].bytes);

  parts[2].compressed[7] = '?';
  CHECK_THAT(ReadingError(Zip(parts)).what(), ContainsSubstring("checksum of \"m/data/1\""));
  parts[2] = {.name = "m/data/1", .bytes = "x", .method = 12};
  CHECK_THAT(ReadingError(Zip(parts)).what(), ContainsSubstring("in another way"));
}

TEST_CASE("An archive that would be far larger than its file is refused", "[checkpoint]") {
  const std::string zeros(3'000'000, '\0');
  std::string bytes = Zip(
      {{.name = "m/data.pkl", .bytes = zeros, .method = 8, .compressed = std::string(3000, '\0')}});
  CHECK_THAT(ReadingError(bytes).what(), ContainsSubstring("would be 2 MB"));
}

TEST_CASE("An old file of another version is refused by its number", "[checkpoint]") {
  CHECK_THAT(ReadingError(TorchLegacy(kTensors, {.version = 1002})).what(),
             ContainsSubstring("version 1002"));
}

TEST_CASE("An old file's class with its source code is the class", "[checkpoint]") {
  using namespace pickle;
  const std::string type =
      Tuple({Text("module"), Global("__main__", "Net"), Text("net.py"), Text("import os")}) + "Q";
  const std::string object =
      type + ")\x81" +
      Dict({{"training", "\x89"},
            {"_parameters", Dict({{"w", TensorCode(kTensors[0], "0", "N")}})},
            {"_buffers", Dict({})},
            {"_modules", Dict({})}}) +
      "b";
  const ReadFile read(TorchLegacy(object, {kTensors[0]}));
  CHECK(read.Find("w").end > read.Find("w").begin);
  CHECK(read.index().objects.at(0).type == "__main__.Net");
}

TEST_CASE("The oldest form, a tar archive, is refused by name", "[checkpoint]") {
  const std::string tar = "sys_info" + std::string(504, '\0');
  CHECK_THAT(ReadingError(tar).what(), ContainsSubstring("tar archive"));
}

namespace {

// Counts what damage gives; anything but an index or one Error fails.
struct Outcomes {
  int read = 0;
  int refused = 0;

  void Try(std::string_view bytes) {
    try {
      const ReadCheckpoint file(bytes);
      for (std::size_t i = 0; i < file.bytes.size(); ++i) {
        const TensorEntry& entry = file.index.tensors[i];
        if (file.bytes[i].size() != entry.end - entry.begin) FAIL("a tensor without its bytes");
        if (SizeOf(entry.dtype) == 0) continue;
        if (entry.elements() > bytes.size()) FAIL("a tensor larger than the file");
      }
      ++read;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kInternal) FAIL(error.what());
      ++refused;
    }
  }

  void TryFlipped(std::string& bytes, std::size_t byte, std::size_t bit) {
    bytes[byte] = static_cast<char>(bytes[byte] ^ 1 << bit);
    Try(bytes);
    bytes[byte] = static_cast<char>(bytes[byte] ^ 1 << bit);
  }
};

std::vector<std::string> Fixtures() {
  std::vector<std::string> fixtures = {TorchZip(kTensors), TorchLegacy(kTensors)};
  for (const std::string name :
       {"training.pth", "training_legacy.pth", "views.pth", "views_legacy.pth", "types.pth",
        "parameters.pth", "legacy_protocol4.pth", "os_system.pth", "torchscript.pt"}) {
    fixtures.push_back(Golden(name));
  }
  return fixtures;
}

}  // namespace

TEST_CASE("A PyTorch file that is cut off anywhere is refused", "[checkpoint]") {
  for (const std::string& sound : Fixtures()) {
    for (std::size_t size = 0; size < sound.size(); ++size) {
      Outcomes outcomes;
      outcomes.Try(std::string_view(sound).substr(0, size));
      CHECK(outcomes.refused == 1);
    }
  }
}

TEST_CASE("A PyTorch file with a flipped bit in any byte is read or refused", "[checkpoint]") {
  for (std::string bytes : Fixtures()) {
    Outcomes outcomes;
    for (std::size_t i = 0; i < bytes.size(); ++i) outcomes.TryFlipped(bytes, i, i % 8);
    CHECK(outcomes.refused > 0);
  }
}

// The same for each bit of each byte; hidden, for it takes a minute under the sanitizers.
TEST_CASE("A PyTorch file with any one bit flipped is read or refused", "[.][fuzz]") {
  for (std::string bytes : Fixtures()) {
    Outcomes outcomes;
    for (std::size_t i = 0; i < bytes.size() * 8; ++i) outcomes.TryFlipped(bytes, i / 8, i % 8);
    CHECK(outcomes.refused > 0);
  }
}

TEST_CASE("No bit of a zip archive's tensors flips unnoticed", "[checkpoint]") {
  std::string bytes = TorchZip(kTensors);
  for (const TorchTensor& tensor : kTensors) {
    const std::size_t begin = bytes.find(tensor.bytes);
    for (std::size_t i = begin; i < begin + tensor.bytes.size(); ++i) {
      bytes[i] = static_cast<char>(bytes[i] ^ 1 << i % 8);
      CHECK(ReadingError(bytes).code() == ErrorCode::kInvalidCheckpoint);
      bytes[i] = static_cast<char>(bytes[i] ^ 1 << i % 8);
    }
  }
}

}  // namespace residua::testing
