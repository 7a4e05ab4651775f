#include "checkpoint/torch_tensors.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"
#include "support/pytorch_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::Error;
using residua::ErrorCode;
using residua::Pickle;
using residua::StorageTable;
using residua::TensorEntry;
using residua::testing::AsFile;
using residua::testing::ErrorOf;
using residua::testing::TensorCode;
using residua::testing::TorchTensor;
using residua::testing::pickle::Dict;
using residua::testing::pickle::Whole;

namespace {

// 12 float32 at byte 1000 of a file.
const TorchTensor kTensor = {.name = "x", .shape = {12}, .bytes = std::string(48, 'x')};
const std::string kStorage = StorageCode(kTensor, "0");
const std::string kCode = TensorCode(kTensor, "0");

std::vector<TensorEntry> Read(const std::string& value) {
  const StorageTable storages = {{"0", {.begin = 1000, .end = 1048}}};
  residua::FileBytes file = AsFile(Whole(value));
  const Pickle pickle(file, 0, file.size(), residua::ResolveTorchGlobal);
  residua::TensorReader reader(pickle, storages, file);
  std::vector<TensorEntry> tensors;
  for (const auto& [key, item] : pickle.Pairs(pickle.root())) {
    if (IsTensor(pickle, item)) tensors.push_back(reader.Read(item, pickle.Text(key)));
  }
  return tensors;
}

Error ReadingError(const std::string& value) {
  return ErrorOf([&] { Read(value); });
}

using Counts = std::vector<std::uint64_t>;

TensorEntry View(const residua::testing::ViewOptions& view) {
  return Read(Dict({{"x", TensorCode(kStorage, view)}})).at(0);
}

}  // namespace

TEST_CASE("A tensor covers the bytes of its storage that it shows", "[checkpoint]") {
  const TensorEntry whole = View({.shape = {3, 4}, .strides = {4, 1}});
  CHECK(whole.shape == Counts{3, 4});
  CHECK(whole.strides.empty());
  CHECK(whole.begin == 1000);
  CHECK(whole.end == 1048);

  const TensorEntry row = View({.offset = 4, .shape = {4}, .strides = {1}});
  CHECK(row.strides.empty());
  CHECK(row.begin == 1016);
  CHECK(row.end == 1032);

  const TensorEntry column = View({.offset = 1, .shape = {3}, .strides = {4}});
  CHECK(column.strides == Counts{4});
  CHECK(column.begin == 1004);
  CHECK(column.end == 1040);

  const TensorEntry transposed = View({.shape = {4, 3}, .strides = {1, 4}});
  CHECK(transposed.strides == Counts{1, 4});
  CHECK(transposed.end - transposed.begin == 48);
}

TEST_CASE("A dimension of one has any stride, and an empty tensor any place", "[checkpoint]") {
  CHECK(View({.shape = {1, 12, 1}, .strides = {77, 1, 5}}).strides.empty());
  const TensorEntry empty =
      View({.offset = 12, .shape = {std::uint64_t{1} << 62, 0}, .strides = {1, 1}});
  CHECK(empty.begin == empty.end);
  CHECK(View({.offset = 11, .shape = {}, .strides = {}}).end == 1048);
}

TEST_CASE("A tensor that leaves its storage is refused by name", "[checkpoint]") {
  const std::uint64_t huge = std::uint64_t{1} << 62;
  const std::vector<residua::testing::ViewOptions> lies = {
      {.shape = {13}, .strides = {1}},
      {.offset = 1, .shape = {12}, .strides = {1}},
      {.offset = 12, .shape = {}, .strides = {}},
      {.offset = huge, .shape = {1}, .strides = {1}},
      {.shape = {2}, .strides = {12}},
      {.shape = {huge, huge}, .strides = {1, 1}},
      {.shape = {huge}, .strides = {4}},
      {.shape = {2, 2}, .strides = {1}},
      {.shape = {UINT64_MAX}, .strides = {1}},  // -1
      {.shape = Counts(17, 1), .strides = Counts(17, 1)},
  };
  for (std::size_t i = 0; i < lies.size(); ++i) {
    INFO(i);
    CHECK_THAT(ErrorOf([&] { View(lies[i]); }).what(), ContainsSubstring("\"x\""));
  }
}

TEST_CASE("A tensor that repeats its numbers may not claim more than there are", "[checkpoint]") {
  CHECK(View({.shape = {12}, .strides = {0}}).strides == Counts{0});
  const TensorEntry more = View({.shape = {13}, .strides = {0}});
  CHECK(more.dtype == residua::DType::kOther);
  CHECK(more.begin == more.end);
  CHECK(View({.shape = {std::uint64_t{1} << 62}, .strides = {0}}).dtype == residua::DType::kOther);
}

TEST_CASE("A storage must be there, and as long as the file says", "[checkpoint]") {
  CHECK_THAT(ReadingError(Dict({{"x", TensorCode(kTensor, "1")}})).what(),
             ContainsSubstring("missing"));
  const TorchTensor longer = {.name = "x", .shape = {12}, .bytes = std::string(52, 'x')};
  CHECK_THAT(ReadingError(Dict({{"x", TensorCode(longer, "0")}})).what(),
             ContainsSubstring("another size"));
}

TEST_CASE("A parameter is the tensor in it, at any reasonable depth", "[checkpoint]") {
  using namespace residua::testing::pickle;
  const auto parameter = [](const std::string& tensor) {
    return Call(Global("torch._utils", "_rebuild_parameter"), Tuple({tensor, "\x88", "N"}));
  };
  CHECK(Read(Dict({{"a", parameter(kCode)}})).size() == 1);
  // PyTorch 0.1 and 0.2
  const std::string old = Global("torch.nn.parameter", "Parameter") + Tuple({kCode}) + "\x81" +
                          Tuple({"\x88", "\x89", "N"}) + "b";
  CHECK(Read(Dict({{"a", old}})).size() == 1);

  std::string deep = kCode;
  for (int i = 0; i < 1000; ++i) deep = parameter(deep);
  CHECK(ReadingError(Dict({{"a", deep}})).code() == ErrorCode::kInvalidCheckpoint);
  const std::string endless = Global("torch._utils", "_rebuild_parameter") + "]q\x01)R";
  CHECK(ReadingError(Dict({{"a", endless}})).code() == ErrorCode::kInvalidCheckpoint);
}

TEST_CASE("A storage without a type takes the tensor's", "[checkpoint]") {
  using namespace residua::testing::pickle;
  const std::string storage = Tuple({Text("storage"), Global("torch.storage", "UntypedStorage"),
                                     Text("0"), Text("cpu"), Integer(48)}) +
                              "Q";
  const auto tensor = [&](std::uint64_t offset) {
    return Dict({{"a", Call(Global("torch._utils", "_rebuild_tensor_v3"),
                            Tuple({storage, Integers({offset}).substr(1, 10), Integers({2, 2}),
                                   Integers({2, 1}), "\x89", "N", Global("torch", "float64")}))}});
  };
  const TensorEntry entry = Read(tensor(2)).at(0);
  CHECK(entry.dtype == residua::DType::kF64);
  CHECK(entry.begin == 1016);
  CHECK(entry.end == 1048);
  CHECK(ReadingError(tensor(3)).code() == ErrorCode::kInvalidCheckpoint);
}

TEST_CASE("Half a description is damage, not a crash", "[checkpoint]") {
  using namespace residua::testing::pickle;
  for (const std::string function :
       {"_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_parameter"}) {
    const std::string global = Global("torch._utils", function);
    for (const std::string& arguments :
         {Tuple({}), Tuple({"N"}), Tuple({kStorage, "N", "N", "N", "N", "N", "N"}),
          Tuple({kStorage, "K\x01", "N", "]", "N", "N", "N"}),
          Tuple({"NQ", "K\x01", ")", ")", "N", "N", "N"}),
          Tuple({Tuple({Text("storage"), "N", "N", "N", "N"}) + "Q", "K\x01", ")", ")"})}) {
      CHECK_THROWS_AS(Read(Dict({{"a", Call(global, arguments)}})), Error);
    }
  }
  const std::string from_type = Global("torch._tensor", "_rebuild_from_type_v2");
  CHECK_THROWS_AS(Read(Dict({{"a", Call(from_type, Tuple({from_type, from_type, "N"}))}})), Error);
  CHECK_THROWS_AS(Read(Dict({{"a", Call(from_type, Tuple({from_type, from_type, ")"}))}})), Error);
}
