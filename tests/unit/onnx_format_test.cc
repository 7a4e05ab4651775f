// What ONNX files hold, and how damaged and unusual ones are refused.

#include "checkpoint/onnx_format.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <string>
#include <vector>

#include "engine/execution.h"
#include "model/network_loader.h"
#include "support/error_of.h"
#include "support/onnx_file.h"
#include "support/read_checkpoint.h"
#include "support/shared_data.h"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;

namespace residua::testing {
namespace {

Network Load(std::string_view file) {
  NetworkLoader loader(NetworkHints{.kernels = {.choice = engine::KernelChoice::kDirect}});
  loader.Push(std::as_bytes(std::span(file)));
  loader.EndFile();
  return loader.Finish();
}

void CheckRefused(const std::string& file, const std::string& said) {
  INFO(said);
  const Error error = ErrorOf([&] { Load(file); });
  CHECK(error.code() != ErrorCode::kInternal);
  CHECK_THAT(error.what(), ContainsSubstring(said));
  CHECK_THAT(error.what(), EndsWith("."));
}

std::string Golden(const std::string& name) {
  const std::vector<std::uint8_t> bytes =
      ReadBytes(RESIDUA_SOURCE_DIR "/tests/golden/onnx/" + name + ".onnx");
  return {bytes.begin(), bytes.end()};
}

// How many of the files were refused; the others load, and run where their images are small.
std::size_t CountRefused(const std::vector<std::string>& files) {
  std::size_t refused = 0;
  for (const std::string& file : files) {
    try {
      const Network network = Load(file);
      constexpr std::size_t kSmall = 64;
      if (network.input_height > kSmall || network.input_width > kSmall) continue;
      const engine::ThreadPool pool;
      engine::Execution execution(network.weights,
                                  {.height = network.input_height ? network.input_height : kSmall,
                                   .width = network.input_width ? network.input_width : kSmall},
                                  pool);
      execution.Run(pool);
    } catch (const Error& error) {
      ++refused;
      INFO(error.what());
      CHECK(error.code() != ErrorCode::kInternal);
      CHECK(std::string_view(error.what()).ends_with("."));
    }
  }
  return refused;
}

}  // namespace

TEST_CASE("An ONNX file gives its tensors and its nodes", "[onnx][checkpoint]") {
  const ReadCheckpoint read(SmallestClassifier().File(Part(14, Part(1, "k") + Part(2, "v"))));
  REQUIRE(read.index.program);
  CHECK(read.index.metadata.at("k") == "v");
  CHECK(read.Elements("w") == std::vector<double>(6, 0.5));
  CHECK(read.Find("w")->shape == std::vector<std::uint64_t>{2, 3, 1, 1});
  const OnnxProgram& program = *read.index.program;
  CHECK(program.opset == 13);
  REQUIRE(program.nodes.size() == 3);
  const OnnxNode& first = program.nodes.front();
  CHECK(first.op == "Conv");
  CHECK(*program.values[first.inputs.at(1)].name == "w");
  REQUIRE(program.inputs.size() == 1);
  CHECK(program.inputs[0].shape == std::vector<std::int64_t>{1, 3, 8, 8});
}

TEST_CASE("The smallest classifier computes what a hand does", "[onnx]") {
  const Network network = Load(SmallestClassifier().File());
  const engine::ThreadPool pool;
  engine::Execution execution(network.weights, {.height = 8, .width = 8}, pool);
  std::fill(execution.input().begin(), execution.input().end(), 2.0f);
  execution.Run(pool);
  CHECK(execution.output().values()[0] == 3.0f);  // three channels of 0.5 * 2
  CHECK(network.steps.starts_with("no ResNet: 2 steps"));
  CHECK(network.config.stages.empty());
}

TEST_CASE("Weights that lie in another file are asked for, and read", "[onnx][checkpoint]") {
  const auto external = [](const std::string& location, const std::string& offset) {
    OnnxGraph graph;
    graph.content += Part(5, Number(1, 2) + Number(1, 3) + Number(1, 1) + Number(1, 1) +
                                 Number(2, 1) + Part(8, "w") + Number(14, 1) +
                                 Part(13, Part(1, "location") + Part(2, location)) +
                                 Part(13, Part(1, "offset") + Part(2, offset)));
    return graph.Node("Conv", {"x", "w"}, "y")
        .Node("GlobalAveragePool", {"y"}, "logits")
        .Input({0, 3, 0, 0})
        .Output("logits")
        .File();
  };
  const auto load = [](const std::string& model, const std::string& beside) {
    NetworkLoader loader;
    loader.Push(std::as_bytes(std::span(model)));
    CHECK(loader.EndFile() == std::vector<std::string>{"w.bin"});
    if (!beside.empty()) {
      loader.Push(std::as_bytes(std::span(beside)));
      CHECK(loader.EndFile().empty());
    }
    return loader.Finish();
  };
  const std::vector<float> values = {9, 1, 1, 1, 2, 2, 2};
  const std::string bytes(reinterpret_cast<const char*>(values.data()), 28);
  const Network network = load(external("w.bin", "4"), bytes);
  const engine::ThreadPool pool;
  engine::Execution execution(network.weights, {.height = 4, .width = 4}, pool);
  std::fill(execution.input().begin(), execution.input().end(), 1.0f);
  execution.Run(pool);
  CHECK(execution.output().values()[0] == 3.0f);
  CHECK(execution.output().values()[1] == 6.0f);

  const Error missing = ErrorOf([&] { load(external("w.bin", "4"), ""); });
  CHECK_THAT(missing.what(), ContainsSubstring("\"w.bin\""));
  const Error beyond = ErrorOf([&] { load(external("w.bin", "8"), bytes); });
  CHECK_THAT(beyond.what(), ContainsSubstring("passes the end of \"w.bin\""));
  CheckRefused(external("../w.bin", "0"), "no file beside it");
  CheckRefused(external("w.bin", "-1"), "offset");
}

TEST_CASE("What is not run is refused with its node's name", "[onnx]") {
  const auto with = [](const std::string& op, const std::vector<std::string>& inputs,
                       const std::string& attributes) {
    OnnxGraph graph;
    return graph.Tensor("w", {2, 3, 3, 3})
        .Tensor("v", {2})
        .Tensor("wide", {2, 3, 1, 3})
        .Node(op, inputs, "y", attributes)
        .Node("GlobalAveragePool", {"y"}, "logits")
        .Input({1, 3, 8, 8})
        .Output("logits")
        .File();
  };
  CheckRefused(with("LRN", {"x"}, ""), "\"the LRN\" (LRN)");
  CheckRefused(with("Conv", {"x", "wide"}, ""), "not square");
  CheckRefused(with("Conv", {"x", "w"}, Integers("strides", {1, 2})), "strides");
  CheckRefused(with("Conv", {"x", "w"}, Integers("strides", {0, 0})), "out of range");
  CheckRefused(with("Conv", {"x", "w"}, Integers("pads", {1, 2})), "pads");
  CheckRefused(with("Conv", {"x", "w"}, Integer("group", 2)), "do not fit");
  CheckRefused(with("Conv", {"x", "w", "wide"}, ""), "bias");
  CheckRefused(with("Conv", {"x", "x"}, ""), "not part of the file");
  CheckRefused(with("Conv", {"x", "nowhere"}, ""), "\"nowhere\"");
  CheckRefused(with("Conv", {"x"}, ""), "lacks an input");
  CheckRefused(with("Mul", {"x", "x"}, ""), "maps by maps");
  CheckRefused(with("Mul", {"x", "v"}, ""), "one number for each channel");
  CheckRefused(with("BatchNormalization", {"x", "v", "v", "v", "v"}, ""), "channels");
  CheckRefused(with("MaxPool", {"x"}, Integers("kernel_shape", {2, 3})), "not square");
  CheckRefused(with("Softmax", {"x"}, ""), "not over the classes");
  CheckRefused(with("Erf", {"x"}, ""), "GELU");
}

TEST_CASE("Graphs that are no classifier of images are refused", "[onnx]") {
  OnnxGraph two = SmallestClassifier();
  two.Port(11, "second", {1, 3, 8, 8});
  CheckRefused(two.File(), "2 inputs");
  OnnxGraph list;
  CheckRefused(list.Node("Relu", {"x"}, "y").Input({1, 3}).Output("y").File(), "2 dimensions");
  OnnxGraph maps;
  CheckRefused(maps.Node("Relu", {"x"}, "y").Input({1, 3, 8, 8}).Output("y").File(),
               "one number for each class");
  OnnxGraph many;
  CheckRefused(many.Node("Relu", {"x"}, "y").Input({1, 7, 8, 8}).Output("y").File(), "7 channels");
  OnnxGraph old = SmallestClassifier();
  old.opset = 6;
  CheckRefused(old.File(), "opset 6");
  OnnxGraph twice = SmallestClassifier();
  twice.Tensor("w", {1});
  CheckRefused(twice.File(), "two tensors \"w\"");
  OnnxGraph broken = SmallestClassifier();
  broken.Tensor("v", {1}, std::numeric_limits<float>::quiet_NaN());
  CHECK_NOTHROW(Load(broken.File()));  // no node reads it
  CheckRefused(Number(1, 8) + Part(2, "test") + Part(8, Number(2, 13)), "no graph");
}

TEST_CASE("Files that are cut off are refused", "[onnx]") {
  for (const char* const name : {"zoo_v1_softmax", "torch13_quantised"}) {
    const std::string whole = Golden(name);
    std::vector<std::string> files;
    for (std::size_t i = 1; i <= 150; ++i) files.push_back(whole.substr(0, whole.size() * i / 151));
    CHECK(CountRefused(files) == files.size());
  }
}

TEST_CASE("Files whose bytes are damaged are read or refused", "[onnx]") {
  const std::string small = SmallestClassifier().File();
  std::vector<std::string> files;
  for (std::size_t i = 0; i < small.size(); ++i) {
    for (const int bit : {0, 1, 3, 6, 7}) {
      files.push_back(small);
      files.back()[i] = static_cast<char>(files.back()[i] ^ 1 << bit);
    }
  }
  CHECK(CountRefused(files) > 200);
  // Most of a larger file is weights: its beginning and end are the graph.
  for (const char* const name : {"caffe_sigmoid", "tensorflow_nhwc", "torch13_quantised"}) {
    const std::string whole = Golden(name);
    files.clear();
    for (std::size_t i = 0; i < 600; ++i) {
      files.push_back(whole);
      const std::size_t place = i < 300 ? i * 5 : whole.size() - 1 - (i - 300) * 3;
      files.back()[place] = static_cast<char>(files.back()[place] ^ 1 << i % 8);
    }
    CHECK(CountRefused(files) > 50);
  }
}

}  // namespace residua::testing
