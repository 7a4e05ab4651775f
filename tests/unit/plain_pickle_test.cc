#include "checkpoint/plain_pickle.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"
#include "support/pytorch_files.h"
#include "support/read_checkpoint.h"

using namespace residua::testing::pickle;
using residua::DType;
using residua::ErrorCode;
using residua::testing::ErrorOf;
using residua::testing::LittleEndian;
using residua::testing::ReadCheckpoint;

namespace {

using namespace std::string_literals;
using Numbers = std::vector<double>;

// numpy.dtype(name), in that order of bytes.
std::string Type(const std::string& name, const std::string& order = "<") {
  return Call(Global("numpy", "dtype"), Tuple({Text(name), "\x89", "\x88"})) +
         Tuple({"K\x03", Text(order), "N", "N", "N", "J\xFF\xFF\xFF\xFF", "J\xFF\xFF\xFF\xFF",
                "K\0"s}) +
         "b";
}

// An array as numpy's __reduce__ describes it.
std::string Array(const std::string& type, const std::vector<std::uint64_t>& shape,
                  const std::string& bytes, bool first_index_fastest = false) {
  return Call(Global("numpy.core.multiarray", "_reconstruct"),
              Tuple({Global("numpy", "ndarray"), Tuple({"K\0"s}), Text("b")})) +
         Tuple({"K\x01", Integers(shape), type, first_index_fastest ? "\x88" : "\x89", bytes}) +
         "b";
}

std::string Bytes(const std::string& bytes) { return "C" + LittleEndian(bytes.size(), 1) + bytes; }

// 1.0, -2.0, 0.5 and 4.0 as float32
const std::string kFour = "\0\0\x80\x3F\0\0\0\xC0\0\0\0\x3F\0\0\x80\x40"s;

}  // namespace

TEST_CASE("Arrays of numpy in a pickle are tensors", "[checkpoint]") {
  const ReadCheckpoint read(
      Whole(Dict({{"w", Array(Type("f4"), {2, 2}, Bytes(kFour))},
                  {"n", Array(Type("i8"), {}, Bytes("\x07\0\0\0\0\0\0\0"s))},
                  {"names", Array(Type("O"), {1}, "](" + Text("a") + "e")}})));
  REQUIRE(read.index.tensors.size() == 2);
  CHECK(read.Elements("w") == Numbers{1, -2, 0.5, 4});
  CHECK(read.Find("w")->shape == std::vector<std::uint64_t>{2, 2});
  CHECK(read.Elements("n") == Numbers{7});
}

TEST_CASE("An array whose first index is fastest lies in strides", "[checkpoint]") {
  const ReadCheckpoint read(Whole(Dict({{"w", Array(Type("f4"), {2, 2}, Bytes(kFour), true)}})));
  CHECK(read.Elements("w") == Numbers{1, 0.5, -2, 4});
}

TEST_CASE("Bytes that a pickle has as text are decoded", "[checkpoint]") {
  // Protocol 2 of Python 3: _codecs.encode("...", "latin1"), the text in UTF-8.
  std::string utf8;
  for (const char c : kFour) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | byte >> 6);
      utf8 += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  const std::string encoded =
      Call(Global("_codecs", "encode"), Tuple({Text(utf8), Text("latin1")}));
  const ReadCheckpoint read(Whole(
      Dict({{"w", Array(Type("f4"), {4}, encoded)}, {"v", Array(Type("f4"), {2, 2}, encoded)}})));
  CHECK(read.Elements("w") == Numbers{1, -2, 0.5, 4});
  CHECK(read.Elements("v") == Numbers{1, -2, 0.5, 4});

  // Protocol 0: as Python writes it between quotes.
  const std::string escaped =
      "S'\\x00\\x00\\x80?\\x00\\x00\\x00\\xc0\\x00\\x00\\x00?\\x00\\x00\\x80@'\n";
  CHECK(ReadCheckpoint(Whole(Dict({{"w", Array(Type("f4"), {4}, escaped)}}))).Elements("w") ==
        Numbers{1, -2, 0.5, 4});

  // [regression] Protocol 0 of Python 3: a character for each byte, four digits for the special
  // ones.
  const std::string characters =
      Call(Global("_codecs", "encode"),
           Tuple({"V\\u0000\\u0000\x80?\\u0000\\u0000\\u0000\xC0\\u0000\\u0000\\u0000?"
                  "\\u0000\\u0000\x80@\n",
                  Text("latin1")}));
  CHECK(ReadCheckpoint(Whole(Dict({{"w", Array(Type("f4"), {4}, characters)}}))).Elements("w") ==
        Numbers{1, -2, 0.5, 4});
}

TEST_CASE("An array of protocol 5 has its bytes in a buffer", "[checkpoint]") {
  const std::string buffer = "\x96" + LittleEndian(kFour.size(), 8) + kFour;
  const ReadCheckpoint read(
      Whole(Dict({{"w", Call(Global("numpy._core.numeric", "_frombuffer"),
                             Tuple({buffer, Type("f4"), Integers({4}), Text("C")}))}})));
  CHECK(read.Elements("w") == Numbers{1, -2, 0.5, 4});
}

TEST_CASE("A tensor of a TPU is the array that it was saved as", "[checkpoint]") {
  const std::string tensor = Call(Global("torch._utils", "_rebuild_device_tensor_from_numpy"),
                                  Tuple({Array(Type("f4"), {4}, Bytes(kFour)),
                                         Global("torch", "float32"), Text("xla:0"), "\x89"}));
  CHECK(ReadCheckpoint(Whole(Dict({{"w", tensor}}))).Elements("w") == Numbers{1, -2, 0.5, 4});
}

TEST_CASE("An array of another size than its bytes is damaged", "[checkpoint]") {
  for (const std::vector<std::uint64_t>& shape :
       {std::vector<std::uint64_t>{3}, {5}, {std::uint64_t{1} << 62, 4}, {UINT64_MAX}}) {
    CHECK(ErrorOf([&] {
            ReadCheckpoint(Whole(Dict({{"w", Array(Type("f4"), shape, Bytes(kFour))}})));
          }).code() == ErrorCode::kInvalidCheckpoint);
  }
}

TEST_CASE("Numbers of a big-endian machine are listed, without bytes", "[checkpoint]") {
  const ReadCheckpoint read(Whole(Dict({{"w", Array(Type("f4", ">"), {4}, Bytes(kFour))}})));
  CHECK(read.Find("w")->dtype == DType::kOther);
}
