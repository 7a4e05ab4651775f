#include "checkpoint/pickle.h"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "support/error_of.h"
#include "support/pytorch_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::Error;
using residua::ErrorCode;
using residua::FileBytes;
using residua::Pickle;
using residua::PickleKind;
using residua::PickleValue;
using residua::testing::AsFile;
using residua::testing::ErrorOf;
using residua::testing::LittleEndian;
using residua::testing::pickle::Text;

namespace {

using namespace std::string_literals;

// Knows "a.b" as 7, and refuses the rest.
std::int64_t Resolve(std::string_view name) {
  if (name != "a.b") {
    throw Error(ErrorCode::kUnsupportedCheckpoint, "asks for " + std::string(name));
  }
  return 7;
}

Pickle Read(const FileBytes& file) { return {file, 0, file.size(), &Resolve}; }

Error ReadingError(const std::string& code) {
  const FileBytes file = AsFile(code);
  return ErrorOf([&] { Read(file); });
}

// The number that the code leaves.
std::int64_t NumberOf(const std::string& code) {
  const FileBytes file = AsFile(code);
  const Pickle pickle = Read(file);
  return pickle.at(pickle.root()).number;
}

}  // namespace

TEST_CASE("A pickle's integers are read, negative ones too", "[checkpoint]") {
  CHECK(NumberOf("K\xC8."s) == 200);
  CHECK(NumberOf("M\x10\x27."s) == 10000);
  CHECK(NumberOf("J\xFE\xFF\xFF\xFF."s) == -2);
  CHECK(NumberOf("\x8A\x00."s) == 0);
  CHECK(NumberOf("\x8A\x01\xFF."s) == -1);
  CHECK(NumberOf("\x8A\x05\x00\x00\x00\x00\x01."s) == std::int64_t{1} << 32);
  CHECK(NumberOf("\x88."s) == 1);
  CHECK(NumberOf("\x89."s) == 0);
}

TEST_CASE("A pickle's containers hold what was put into them, in order", "[checkpoint]") {
  const FileBytes file = AsFile("\x80\x02}(" + Text("list") + "](K\x01K\x02" + "e" + Text("pair") +
                                "K\x03K\x04\x86u.");
  const Pickle pickle = Read(file);
  CHECK(pickle.end() == file.size());
  const auto pairs = pickle.Pairs(pickle.root());
  REQUIRE(pairs.size() == 2);
  CHECK(pickle.Text(pairs[0].first) == "list");
  CHECK(pickle.Is(pairs[0].second, PickleKind::kList));
  CHECK(pickle.Text(pairs[1].first) == "pair");
  const PickleValue& tuple = pickle.at(pairs[1].second);
  CHECK(tuple.kind == PickleKind::kTuple);
  REQUIRE(tuple.items.size() == 2);
  CHECK(pickle.at(tuple.items[1]).number == 4);
}

TEST_CASE("What a pickle asks to be called is written down, not called", "[checkpoint]") {
  // a.b(5), filled like a dictionary, with attributes that are dropped
  const FileBytes file = AsFile("ca\nb\nK\x05\x85R" + Text("key") + "K\x06s}b.");
  const Pickle pickle = Read(file);
  const PickleValue& call = pickle.at(pickle.root());
  REQUIRE(call.kind == PickleKind::kCall);
  CHECK(pickle.at(call.items[0]).number == 7);
  CHECK(pickle.at(pickle.at(call.items[1]).items[0]).number == 5);
  const auto pairs = pickle.Pairs(pickle.root());
  REQUIRE(pairs.size() == 1);
  CHECK(pickle.Text(pairs[0].first) == "key");
  CHECK(pickle.at(pairs[0].second).number == 6);
}

TEST_CASE("A dictionary that Python 2 made from a list of pairs has them", "[checkpoint]") {
  const FileBytes file = AsFile("ca\nb\n]](U\x01xK\x01" + "ea](U\x01yK\x02"s + "ea\x85R.");
  const Pickle pickle = Read(file);
  const auto pairs = pickle.Pairs(pickle.root());
  REQUIRE(pairs.size() == 2);
  CHECK(pickle.Text(pairs[1].first) == "y");
  CHECK(pickle.at(pairs[1].second).number == 2);
}

TEST_CASE("Pickle protocol 4 is read", "[checkpoint]") {
  const FileBytes file = AsFile("\x80\x04\x95"s + LittleEndian(16, 8) +
                                "\x8C\x01"
                                "a\x94\x8C\x01"
                                "b\x94\x93\x94)\x81h\x00\x86."s);
  const Pickle pickle = Read(file);
  const PickleValue& tuple = pickle.at(pickle.root());
  REQUIRE(tuple.items.size() == 2);
  CHECK(pickle.Is(tuple.items[0], PickleKind::kCall));
  CHECK(pickle.Text(tuple.items[1]) == "a");
}

TEST_CASE("A pickle is read where it lies in a file, across the seams of its pieces",
          "[checkpoint]") {
  const std::string code = "](" + Text("name") + "J\x01\x02\x03\x04" + "G12345678e.";
  for (std::size_t before = (1 << 20) - code.size(); before < (1 << 20); ++before) {
    const FileBytes file = AsFile(std::string(before, '.') + code + "more");
    const Pickle pickle(file, before, file.size(), &Resolve);
    CHECK(pickle.end() == before + code.size());
    const PickleValue& list = pickle.at(pickle.root());
    CHECK(pickle.Text(list.items[0]) == "name");
    CHECK(pickle.at(list.items[1]).number == 0x04030201);
  }
}

TEST_CASE("A value that contains itself is only a number to the others", "[checkpoint]") {
  const FileBytes file = AsFile(
      "]q\x01h\x01"
      "a.");
  const Pickle pickle = Read(file);
  CHECK(pickle.at(pickle.root()).items[0] == pickle.root());
}

TEST_CASE("A name that is not known is left to the resolver", "[checkpoint]") {
  CHECK_THAT(ReadingError("cos\nsystem\n.").what(), ContainsSubstring("asks for os.system"));
  CHECK_THAT(ReadingError("\x80\x04\x8C\x02os\x8C\x06system\x93.").what(),
             ContainsSubstring("asks for os.system"));
}

TEST_CASE("An instruction that refers to what lies outside the file is refused by name",
          "[checkpoint]") {
  const Error error = ReadingError("\x82\x01.");
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring(" EXT1,"));
  CHECK_THAT(ReadingError("\x97.").what(), ContainsSubstring(" NEXT_BUFFER,"));
}

// Written by hand after pickletools' descriptions; the first is pickle.dumps({'a': [1, True, 1.5]},
// 0).
TEST_CASE("Pickle protocol 0 is read", "[checkpoint]") {
  const FileBytes file = AsFile("(dp0\nVa\np1\n(lp2\nI1\naI01\naF1.5\nas.");
  const Pickle pickle = Read(file);
  const auto pairs = pickle.Pairs(pickle.root());
  REQUIRE(pairs.size() == 1);
  CHECK(pickle.Text(pairs[0].first) == "a");
  const PickleValue& list = pickle.at(pairs[0].second);
  REQUIRE(list.items.size() == 3);
  CHECK(pickle.at(list.items[0]).number == 1);
  CHECK(pickle.Is(list.items[1], PickleKind::kBool));
  CHECK(pickle.Text(list.items[2]) == "1.5");

  CHECK(NumberOf("I-7\n.") == -7);
  CHECK(NumberOf("L12L\n.") == 12);
  CHECK(NumberOf("(dp3\nVx\np4\nI5\nsg3\n0I9\n.") == 9);
  CHECK(NumberOf("N(NN1I4\n.") == 4);
  CHECK(NumberOf("K\x05"
                 "20.") == 5);
  CHECK(ReadingError("Ix\n.").code() == ErrorCode::kInvalidCheckpoint);
  CHECK(ReadingError("L1\n.").code() == ErrorCode::kInvalidCheckpoint);
  CHECK(ReadingError("g99999999999999999999\n.").code() == ErrorCode::kInvalidCheckpoint);
  CHECK(ReadingError("S'\n.").code() == ErrorCode::kInvalidCheckpoint);
}

TEST_CASE("An object of a class is distinguished from the result of a function", "[checkpoint]") {
  const auto made = [](const std::string& code) {
    const FileBytes file = AsFile(code);
    const Pickle pickle = Read(file);
    const PickleValue& call = pickle.at(pickle.root());
    CHECK(call.kind == PickleKind::kCall);
    return call.made;
  };
  CHECK(made("(ia\nb\n."));
  CHECK(made("(ca\nb\nK\x01o."));
  CHECK(made("ca\nb\n)\x81."));
  CHECK(made("ca\nb\n)}\x92."));
  CHECK_FALSE(made("ca\nb\n)R."));
}

TEST_CASE("The state of an object is kept", "[checkpoint]") {
  const FileBytes file = AsFile("ca\nb\n)\x81}" + Text("x") + "G\x3F\xF8\0\0\0\0\0\0sb."s);
  const Pickle pickle = Read(file);
  const auto pairs = pickle.Pairs(pickle.at(pickle.root()).length);
  REQUIRE(pairs.size() == 1);
  CHECK(std::bit_cast<double>(pickle.at(pairs[0].second).number) == 1.5);
}

TEST_CASE("A pickle with inconsistent instructions is damaged", "[checkpoint]") {
  for (const std::string& code : {""s,
                                  "."s,
                                  "N"s,
                                  "\xFF."s,
                                  "\x80\x06N."s,
                                  "t."s,
                                  "\x85."s,
                                  "N\x86."s,
                                  "(N\x85t"s,
                                  "NK\x01"
                                  "a."s,
                                  "}NNNs"s,
                                  "}(Nu."s,
                                  "h\x05."s,
                                  "j\xFF\xFF\xFF\xFF."s,
                                  "Nr\xFF\xFF\xFF\xFF."s,
                                  "N)R."s,
                                  "ca\nb\nNR."s,
                                  "ca\nb"s,
                                  "N)R."s,
                                  "K\x01K\x01\x93."s,
                                  "(."s,
                                  "b."s,
                                  "N(b"s,
                                  "X\xFF\xFF\xFF\xFF"
                                  "abc."s,
                                  "\x8D\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"
                                  "abc."s,
                                  "\x8E\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                                  "abc."s,
                                  "\x8A\xFF"
                                  "abc."s,
                                  "U\x04"
                                  "abc"s}) {
    INFO(code);
    CHECK(ReadingError(code).code() == ErrorCode::kInvalidCheckpoint);
  }
}

TEST_CASE("Taking from below a mark is no way to reach other values", "[checkpoint]") {
  CHECK(ReadingError("NN(\x86.").code() == ErrorCode::kInvalidCheckpoint);
  CHECK(ReadingError("ca\nb\n(R.").code() == ErrorCode::kInvalidCheckpoint);
}

TEST_CASE("A pickle of endless values is refused before they take endless memory", "[checkpoint]") {
  constexpr std::size_t kMany = std::size_t{9} << 20;
  for (const char* const code : {"N", "(", ")", "h\x01"}) {
    std::string endless = "]q\x01";
    while (endless.size() < kMany) endless += code;
    CHECK(ReadingError(endless).code() == ErrorCode::kUnsupportedCheckpoint);
  }
}
