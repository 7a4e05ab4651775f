#include "model/network_loader.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <functional>

#include "core/error.h"
#include "engine/execution.h"
#include "support/golden_file.h"
#include "support/hashed_checkpoint.h"
#include "support/naive.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

std::vector<GoldenTensor> Tiny(const std::string& name) {
  return ReadGoldenFile(RESIDUA_SOURCE_DIR "/tests/golden/networks/" + name + ".golden").tensors;
}

Network Load(const std::vector<GoldenTensor>& tensors) {
  NetworkLoader loader;
  loader.Push(HashedSafetensors(tensors));
  return loader.Finish();
}

GoldenTensor& Find(std::vector<GoldenTensor>& tensors, const std::string& name) {
  return *std::ranges::find(tensors, name, &GoldenTensor::name);
}

// The error that loading these tensors ends in.
Error LoadingError(const std::vector<GoldenTensor>& tensors) {
  try {
    Load(tensors);
  } catch (const Error& error) {
    return error;
  }
  FAIL("it loaded");
  return Error(ErrorCode::kInternal, "");
}

}  // namespace

TEST_CASE("The variant is recognised from the tensors alone", "[model]") {
  const Network network = Load(Tiny("tiny_bottleneck"));
  CHECK(network.config.stages.at(0).blocks.at(0).type == BlockType::kBottleneck);
  CHECK(network.config.stages.size() == 4);
  CHECK(network.weights);
}

TEST_CASE("A missing tensor is named, with the shape that was expected", "[model]") {
  std::vector<GoldenTensor> tensors = Tiny("tiny_basic");
  std::erase_if(tensors,
                [](const GoldenTensor& t) { return t.name == "layer2.0.bn2.running_var"; });
  const Error error = LoadingError(tensors);
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("\"layer2.0.bn2.running_var\""));
  CHECK_THAT(error.what(), ContainsSubstring("[128]"));
}

TEST_CASE("An extra tensor is named", "[model]") {
  std::vector<GoldenTensor> tensors = Tiny("tiny_basic");
  tensors.push_back({.name = "layer3.0.extra.weight", .shape = {3, 4}, .hashed_as = "x"});
  const Error error = LoadingError(tensors);
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("\"layer3.0.extra.weight\" [3, 4]"));
}

TEST_CASE("A misshaped tensor is named, with both shapes", "[model]") {
  std::vector<GoldenTensor> tensors = Tiny("tiny_basic");
  Find(tensors, "layer1.0.conv2.weight").shape = {64, 60, 3, 3};
  const Error error = LoadingError(tensors);
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("\"layer1.0.conv2.weight\""));
  CHECK_THAT(error.what(), ContainsSubstring("[64, 60, 3, 3]"));
  CHECK_THAT(error.what(), ContainsSubstring("[64, 64, 3, 3]"));
}

TEST_CASE("A block of which only a part is there is named, not passed over", "[model]") {
  std::vector<GoldenTensor> tensors = Tiny("tiny_basic");
  // A second block of the stage, of which only the last tensor is there.
  tensors.push_back({.name = "layer4.1.bn2.bias", .shape = {512}, .hashed_as = "x"});
  CHECK_THAT(LoadingError(tensors).what(), ContainsSubstring("\"layer4.1.bn2"));
}

TEST_CASE("Relatives of the ResNet are refused by name", "[model]") {
  std::vector<GoldenTensor> tensors = Tiny("tiny_basic");
  tensors.push_back({.name = "layer1.0.sa.conv1.weight", .shape = {1, 2, 7, 7}, .hashed_as = "x"});
  const Error error = LoadingError(tensors);
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("attention"));
}

TEST_CASE("A stem of one 3x3 convolution is for small images", "[model]") {
  std::vector<GoldenTensor> tensors = Tiny("tiny_basic");
  Find(tensors, "conv1.weight").shape = {64, 3, 3, 3};
  const Network network = Load(tensors);
  CHECK(network.config.usual_input() == 32);
  CHECK(network.weights->usual_shape(1).height == 32);
}

TEST_CASE("Another network is refused as no ResNet", "[model]") {
  // torchvision's vgg11.
  std::vector<GoldenTensor> tensors;
  std::uint64_t in = 3;
  const std::pair<int, std::uint64_t> layers[] = {{0, 64},   {3, 128},  {6, 256},  {8, 256},
                                                  {11, 512}, {13, 512}, {16, 512}, {18, 512}};
  for (const auto& [number, out] : layers) {
    const std::string name = "features." + std::to_string(number);
    tensors.push_back({.name = name + ".weight", .shape = {out, in, 3, 3}, .hashed_as = "x"});
    tensors.push_back({.name = name + ".bias", .shape = {out}, .hashed_as = "x"});
    in = out;
  }
  for (const char* const name : {"classifier.0", "classifier.3", "classifier.6"}) {
    tensors.push_back(
        {.name = std::string(name) + ".weight", .shape = {10, 512}, .hashed_as = "x"});
    tensors.push_back({.name = std::string(name) + ".bias", .shape = {10}, .hashed_as = "x"});
  }
  const Error error = LoadingError(tensors);
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring("VGG"));
}

TEST_CASE("A network is the same however its bytes come and whatever packs them", "[model]") {
  const std::vector<std::byte> file = HashedSafetensors(Tiny("tiny_basic"));
  const auto logits = [&](std::size_t first_piece, std::size_t threads) {
    const engine::ThreadPool pool(threads);
    NetworkLoader loader({.pool = &pool});
    std::size_t piece = first_piece;
    for (std::size_t i = 0; i < file.size(); i += piece, piece = piece * 3 % 100003 + 1) {
      loader.Push(std::span(file).subspan(i, std::min(piece, file.size() - i)));
    }
    Network network = loader.Finish();
    const engine::ThreadPool one;
    engine::Execution execution(network.weights, {.height = 64, .width = 64}, one);
    std::ranges::copy(RandomFloats(execution.input().size(), 1), execution.input().begin());
    execution.Run(one);
    const std::span<const float> values = execution.output().values();
    return std::vector<float>(values.begin(), values.end());
  };
  const std::vector<float> whole = logits(file.size(), 1);
  CHECK(logits(1, 1) == whole);
#ifndef __EMSCRIPTEN__
  CHECK(logits(1, 3) == whole);
  CHECK(logits(100000, 2) == whole);
#endif
}

}  // namespace residua::testing
