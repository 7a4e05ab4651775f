// ONNX files against ONNX Runtime, see tests/golden/README.md, and what is understood of them.

#include "model/onnx/onnx_network.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "engine/execution.h"
#include "model/head.h"
#include "model/network_loader.h"
#include "support/error_of.h"
#include "support/golden_file.h"
#include "support/shared_data.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

const std::string kFolder = RESIDUA_SOURCE_DIR "/tests/golden/onnx/";

Network Load(const std::string& path, engine::KernelChoice choice = engine::KernelChoice::kDirect) {
  NetworkLoader loader(NetworkHints{.kernels = {.choice = choice, .height = 0, .width = 0}});
  const std::vector<std::uint8_t> bytes = ReadBytes(path);
  loader.Push(std::as_bytes(std::span(bytes)));
  for (const std::string& beside : loader.EndFile()) {
    const auto folder = std::filesystem::path(path).parent_path();
    const std::vector<std::uint8_t> more = ReadBytes((folder / beside).string());
    loader.Push(std::as_bytes(std::span(more)));
    loader.EndFile();
  }
  return loader.Finish();
}

Tensor Answer(const Network& network, const Shape4& size) {
  const engine::ThreadPool pool;
  engine::Execution execution(
      network.weights, {.batch = size.batch, .height = size.height, .width = size.width}, pool);
  std::ranges::copy(HashedInput(size).values, execution.input().begin());
  execution.Run(pool);
  Tensor answer(execution.output().shape);
  std::ranges::copy(execution.output().values(), answer.values.begin());
  return answer;
}

// The largest difference to what ONNX Runtime answered, as a part of the largest number of it.
double LargestDifference(const std::filesystem::path& golden_path,
                         engine::KernelChoice choice = engine::KernelChoice::kDirect) {
  const GoldenFile golden = ReadGoldenFile(golden_path.string());
  const Network network =
      Load(golden_path.parent_path() / (golden_path.stem().string() + ".onnx"), choice);
  double largest = 0;
  for (const GoldenCase& c : golden.cases) {
    Tensor answer = Answer(network, c.input);
    const std::size_t classes = answer.shape.channels;
    if (c.points.at(0).name == "probabilities") {
      for (std::size_t n = 0; n < c.input.batch; ++n) {
        const std::span<float> logits = std::span(answer.values).subspan(n * classes, classes);
        network.config.output == OutputType::kSoftmax ? Softmax(logits) : Sigmoid(logits);
      }
    }
    largest = std::max(largest, Difference(c.points[0], answer));
  }
  return largest;
}

std::vector<std::filesystem::path> GoldensIn(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".golden") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

TEST_CASE("ONNX files answer as ONNX Runtime does", "[onnx][golden]") {
  const std::vector<std::filesystem::path> paths = GoldensIn(kFolder);
  CHECK(paths.size() >= 18);
  for (const std::filesystem::path& path : paths) {
    INFO(path.stem().string());
    const double difference = LargestDifference(path);
    std::cout << "difference onnx/" << path.stem().string() << " " << difference << "\n";
    CHECK(difference < 1e-4);
    CHECK(LargestDifference(path, engine::KernelChoice::kAuto) < 1e-3);
  }
}

// `make_onnx_goldens.py --networks OUT` writes them.
TEST_CASE("Every exported network answers as ONNX Runtime", "[onnx][slow]") {
  const char* const folder = std::getenv("RESIDUA_ONNX");
  if (!folder) SKIP("RESIDUA_ONNX names no folder of exported networks");
  for (const std::filesystem::path& path : GoldensIn(folder)) {
    INFO(path.stem().string());
    double difference = 1;
    CHECK_NOTHROW(difference = LargestDifference(path));
    std::cout << "difference onnx/" << path.stem().string() << " " << difference << '\n';
    CHECK(difference < 1e-4);
  }
}

TEST_CASE("The parts of a ResNet are found in an ONNX graph", "[onnx]") {
  const Network network = Load(kFolder + "torch17_bottleneck.onnx");
  const engine::Graph& graph = network.weights->graph();
  for (const char* const name :
       {"stem", "stage1.block1.shortcut", "stage1.block1.branch", "stage1.block1.sum", "stage1",
        "stage2.block1", "stage2.block2", "stage2", "pooled", "logits"}) {
    INFO(name);
    CHECK(graph.Find(name).has_value());
  }
  CHECK(network.steps.empty());
  REQUIRE(network.config.stages.size() == 2);
  CHECK(network.config.stages[1].blocks.size() == 2);
  CHECK(network.config.stages[1].blocks[0].type == BlockType::kBottleneck);
  CHECK(network.config.stages[1].blocks[0].shortcut == ShortcutType::kProjection);
  CHECK(network.config.stages[1].blocks[0].stride() == 2);
  CHECK(network.config.num_classes == 5);
  CHECK(graph.layers()[0].name == "stem.conv");
  CHECK(network.input_height == 0);  // the export leaves it open
}

TEST_CASE("A pre-activation network is distinguished from a ResNet v1", "[onnx]") {
  const Network network = Load(kFolder + "zoo_v2.onnx");
  CHECK(network.config.name.ends_with("v2"));
  CHECK(network.config.stages.size() == 2);
  CHECK(network.weights->graph().Find("maps").has_value());
  CHECK(network.input_height == 32);
  // It begins with a batch norm of the image.
  CHECK(network.normalisation.has_value());
}

TEST_CASE("What GELU is written with leaves no layer behind", "[onnx][regression]") {
  const Network network = Load(kFolder + "torch13_gelu.onnx");
  CHECK(network.config.name == "resnet");
  CHECK_FALSE(network.weights->graph().Find("maps").has_value());
}

TEST_CASE("What follows the logits says what the answers are", "[onnx]") {
  const Network softmax = Load(kFolder + "zoo_v1_softmax.onnx");
  CHECK(softmax.config.output == OutputType::kSoftmax);
  CHECK(softmax.labels ==
        std::vector<std::string>{"tench", "goldfish", "great white shark", "it's", "hammerhead"});
  const Network sigmoid = Load(kFolder + "caffe_sigmoid.onnx");
  CHECK(sigmoid.config.output == OutputType::kSigmoid);
}

TEST_CASE("A network whose last matrix is over maps takes images of one size", "[onnx]") {
  const Network network = Load(kFolder + "caffe_sigmoid.onnx");
  CHECK(network.one_size);
  CHECK_NOTHROW(network.CheckSize(16, 16));
  const Error error = ErrorOf([&] { network.CheckSize(32, 16); });
  CHECK(error.code() == ErrorCode::kInvalidOption);
  CHECK_THAT(error.what(), ContainsSubstring("16 x 16"));
  // Its pixels are of 0 to 255.
  REQUIRE(network.normalisation.has_value());
  CHECK(network.normalisation->stddev[0] < 0.01f);
}

}  // namespace residua::testing
