#include "checkpoint/object_tree.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"
#include "support/pytorch_files.h"
#include "support/read_checkpoint.h"

using Catch::Matchers::ContainsSubstring;
using residua::DType;
using residua::Error;
using residua::ErrorCode;
using residua::FactValue;
using residua::ObjectFacts;
using residua::TensorEntry;
using residua::testing::ErrorOf;
using residua::testing::ReadCheckpoint;
using residua::testing::TensorCode;
using residua::testing::TorchTensor;
using residua::testing::TorchZip;
using namespace residua::testing::pickle;

namespace {

using Names = std::vector<std::string>;

const TorchTensor kTensor = {.name = "x", .shape = {12}, .bytes = std::string(48, 'x')};
const std::string kCode = TensorCode(kTensor, "0");

ReadCheckpoint Read(const std::string& value) { return ReadCheckpoint(TorchZip(value, {kTensor})); }

Error ReadingError(const std::string& value) {
  return ErrorOf([&] { Read(value); });
}

// By order, not by bytes, which are the same for all.
Names NamesOf(const ReadCheckpoint& read) {
  std::vector<TensorEntry> tensors = read.index.tensors;
  std::ranges::sort(tensors, {}, &TensorEntry::order);
  Names names;
  for (const TensorEntry& tensor : tensors) names.push_back(tensor.name);
  return names;
}

std::string Object(const std::string& module, const std::string& name, const std::string& state) {
  return Global(module, name) + ")\x81" + state + "b";
}

std::string Module(const std::string& name, const Items& parameters, const Items& modules,
                   Items facts = {}) {
  facts.emplace_back("_parameters", Dict(parameters));
  facts.emplace_back("_buffers", Dict({}));
  facts.emplace_back("_modules", Dict(modules));
  return Object("torch.nn.modules", name, Dict(facts));
}

}  // namespace

TEST_CASE("Tensors are named by the way to them, in the order of definition", "[checkpoint]") {
  CHECK(NamesOf(Read(Dict({{"b", kCode}, {"epoch", "K\x05"}, {"a", kCode}}))) == Names{"b", "a"});
  CHECK(NamesOf(Read(Dict({{"model", Dict({{"state_dict", Dict({{"fc.bias", kCode}})}})}}))) ==
        Names{"model.state_dict.fc.bias"});
  CHECK(NamesOf(Read(Tuple({"K\x07", Dict({{"w", kCode}}), kCode}))) == Names{"1.w", "2"});
  CHECK(NamesOf(
            Read(Dict({{"state", "}(" + std::string("K\0", 2) + Dict({{"exp", kCode}}) + "u"}}))) ==
        Names{"state.0.exp"});
}

TEST_CASE("A module's tensors have the names of its state_dict", "[checkpoint]") {
  const std::string net =
      Module("Net", {{"scale", kCode}, {"bias", "N"}},
             {{"conv", Module("Conv2d", {{"weight", kCode}}, {},
                              {{"stride", Tuple({"K\x02", "K\x01"})}, {"padding", Text("same")}})},
              {"act", Module("ReLU", {}, {}, {{"inplace", "\x88"}})}},
             {{"training", "\x89"}, {"_private", "K\x01"}});
  const ReadCheckpoint read = Read(Dict({{"model", net}}));
  CHECK(NamesOf(read) == Names{"model.scale", "model.conv.weight"});
  REQUIRE(read.index.objects.size() == 3);
  const std::vector<ObjectFacts>& objects = read.index.objects;
  CHECK(objects[0].path == "model");
  CHECK(objects[0].type == "torch.nn.modules.Net");
  CHECK(objects[0].facts.size() == 1);
  CHECK(objects[1].path == "model.conv");
  CHECK(objects[1].facts.at("stride").items.at(0).integer == 2);
  CHECK(objects[1].facts.at("padding").text == "same");
  CHECK(objects[2].path == "model.act");
  CHECK(objects[2].module);
  CHECK(objects[2].facts.at("inplace").kind == FactValue::Kind::kBool);
  CHECK(objects[1].order < objects[2].order);
}

TEST_CASE("A buffer that a state_dict leaves out is left out", "[checkpoint]") {
  for (const std::string& set :
       {Call(Global("__builtin__", "set"), Tuple({"](" + Text("b") + "e"})),
        "\x8F(" + Text("b") + "\x90"}) {
    const std::string net = Object("m", "Net",
                                   Dict({{"_parameters", Dict({{"a", kCode}})},
                                         {"_buffers", Dict({{"b", kCode}, {"c", kCode}})},
                                         {"_non_persistent_buffers_set", set},
                                         {"_modules", Dict({})}}));
    CHECK(NamesOf(Read(net)) == Names{"a", "c"});
  }
}

TEST_CASE("Objects of any class are looked into, and none is made", "[checkpoint]") {
  const std::string learner =
      Object("fastai.learner", "Learner", Dict({{"model", Module("Net", {{"w", kCode}}, {})}}));
  CHECK(NamesOf(Read(learner)) == Names{"model.w"});
  // A dictionary that is an object with attributes of the same names.
  const std::string easy = Global("easydict", "EasyDict") + ")\x81(" + Text("w") + kCode + "u" +
                           Dict({{"w", kCode}}) + "b";
  CHECK(NamesOf(Read(easy)) == Names{"w"});
  // Protocol 0: copy_reg._reconstructor(class, dict, {...})
  const std::string old =
      Call(Global("copy_reg", "_reconstructor"),
           Tuple({Global("a", "B"), Global("__builtin__", "dict"), Dict({{"w", kCode}})}));
  CHECK(NamesOf(Read(old)) == Names{"w"});
}

TEST_CASE("Code that would run beside the tensors is passed over", "[checkpoint]") {
  const std::string evil = Call(Global("posix", "system"), Tuple({Text("rm -rf /")}));
  const ReadCheckpoint read = Read(Dict({{"evil", evil}, {"w", kCode}}));
  CHECK(NamesOf(read) == Names{"w"});
}

TEST_CASE("Code that would make the tensors is refused by name", "[checkpoint]") {
  const std::string system = Global("posix", "system");
  const std::string argument = Tuple({Dict({{"w", kCode}})});
  for (const std::string& value :
       {Dict({{"w", Call(system, Tuple({kCode}))}}), Call(system, argument),
        Call(system, ")") + "(" + Text("w") + kCode + "u",
        Dict({{"state_dict", Call(system, ")") + Dict({{"w", kCode}}) + "b"}})}) {
    const Error error = ReadingError(value);
    CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
    CHECK_THAT(error.what(), ContainsSubstring("posix.system (os.system)"));
  }
  // One of them, where others are plain: an entry that says so.
  const ReadCheckpoint read = Read(Dict({{"a", kCode}, {"b", Call(system, Tuple({kCode}))}}));
  REQUIRE(read.Find("b"));
  CHECK(read.Find("b")->dtype == DType::kOther);
  CHECK(read.Find("b")->maker == "posix.system");
}

TEST_CASE("Simple values are listed by path, but none from a list", "[checkpoint]") {
  const ReadCheckpoint read = Read(Dict(
      {{"w", kCode},
       {"arch", Text("resnet18")},
       {"args", Object("argparse", "Namespace", Dict({{"model", Text("r")}, {"epochs", "K\x5A"}}))},
       {"act", Global("torch.nn.functional", "relu")},
       {"steps", "](" + Dict({{"lr", "K\x01"}}) + "e"}}));
  CHECK(read.index.scalars.at("arch").text == "resnet18");
  CHECK(read.index.scalars.at("args.model").text == "r");
  CHECK(read.index.scalars.at("args.epochs").integer == 90);
  CHECK(read.index.scalars.at("act").text == "torch.nn.functional.relu");
  CHECK_FALSE(read.index.scalars.contains("steps.0.lr"));
}

TEST_CASE("A file without tensors is refused with what it has", "[checkpoint]") {
  const Error error = ReadingError(Dict({{"epoch", "K\x05"}, {"encoder", Dict({})}}));
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("\"epoch\", \"encoder\""));
  CHECK_THAT(ReadingError(Object("a", "B", Dict({{"x", "N"}}))).what(),
             ContainsSubstring("of the class a.B"));
  CHECK_THAT(ReadingError(Object("transformers.training_args", "TrainingArguments", "}")).what(),
             ContainsSubstring("training_args.bin"));
  CHECK(ReadingError("N").code() == ErrorCode::kUnsupportedCheckpoint);
}

TEST_CASE("What contains itself ends", "[checkpoint]") {
  const std::string self = "}q\x01(" + Text("model") + "h\x01" + Text("state_dict") + "h\x01u";
  CHECK(ReadingError(self).code() == ErrorCode::kUnsupportedCheckpoint);
}

TEST_CASE("What refers to itself in ever more ways ends", "[checkpoint]") {
  // 35 lists, each twice in the next one: 2^35 ways to the first.
  std::string code = Dict({{"w", kCode}}) + "q\x01";
  for (int i = 0; i < 35; ++i) code = code + "](h\x01h\x01" + "eq\x01";
  CHECK(ReadingError("(" + code + "t").code() == ErrorCode::kUnsupportedCheckpoint);
}

TEST_CASE("What lies too deep is passed over", "[checkpoint]") {
  std::string deep = Dict({{"w", kCode}});
  for (int i = 0; i < 5000; ++i) deep = Tuple({deep});
  CHECK(NamesOf(Read(Dict({{"deep", deep}, {"w", kCode}}))) == Names{"w"});
}

TEST_CASE("Two tensors of one name are refused", "[checkpoint]") {
  const std::string other = TensorCode(StorageCode(kTensor, "0"), {.shape = {2}, .strides = {1}});
  CHECK_THAT(ReadingError(Dict({{"a", kCode}, {"a", other}})).what(),
             ContainsSubstring("two tensors of the name \"a\""));
}
