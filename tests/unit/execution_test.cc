#include "engine/execution.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <thread>
#include <utility>

#include "core/error.h"
#include "support/naive.h"
#include "support/pack_layer.h"

namespace residua::testing {
namespace {

using engine::Cut;
using engine::Execution;
using engine::ExecutionOptions;
using engine::GraphBuilder;
using engine::LayerShape;
using engine::ThreadPool;
using engine::Value;
using engine::Weights;

const LayerShape kBranch{.out_channels = 6, .in_channels = 6, .kernel = 3};

// x -> branch(x) + x -> ReLU, twice: two residual blocks without projection.
std::shared_ptr<const Weights> TwoBlocks() {
  GraphBuilder graph;
  Value x = graph.Input(6);
  for (const std::string name : {"block1", "block2"}) {
    const Value branch =
        graph.Convolution(x, {.name = name + ".conv", .shape = kBranch}, {.padding = 1});
    const Value sum = graph.Addition(branch, x);
    x = graph.Activate(sum, engine::kRelu);
    graph.Name(branch, name + ".branch");
    graph.Name(sum, name + ".sum");
    graph.Name(x, name);
  }
  engine::WeightsBuilder weights(std::move(graph).Build());
  PackLayer(weights, 0, RandomWeights(kBranch, 10));
  PackLayer(weights, 1, RandomWeights(kBranch, 20));
  return weights.Build();
}

struct Expected {
  Tensor branch;
  Tensor sum;
  Tensor output;
};

Expected Block(const Tensor& x, unsigned seed, bool shortcut = true) {
  Expected e{.branch = Convolve(x, kBranch, RandomWeights(kBranch, seed), {.padding = 1})};
  e.sum = e.branch;
  if (shortcut) {
    for (std::size_t i = 0; i < e.sum.values.size(); ++i) e.sum.values[i] += x.values[i];
  }
  e.output = e.sum;
  for (float& value : e.output.values) value = std::max(value, 0.0f);
  return e;
}

Tensor Copy(const engine::ValueView& view) {
  Tensor tensor(view.shape);
  std::ranges::copy(view.values(), tensor.values.begin());
  return tensor;
}

}  // namespace

TEST_CASE("An execution computes the network, run after run and size after size", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  for (const Shape4 shape : {Shape4{1, 7, 5, 6}, Shape4{3, 4, 9, 6}}) {
    Execution execution(weights,
                        {.batch = shape.batch, .height = shape.height, .width = shape.width}, pool);
    for (const unsigned seed : {1u, 2u}) {
      const Tensor input = RandomTensor(shape, seed);
      std::ranges::copy(input.values, execution.input().begin());
      execution.Run(pool);
      const Tensor expected = Block(Block(input, 10).output, 20).output;
      CHECK(LargestDifference(Copy(execution.output()), expected) < 1e-4);
    }
  }
}

TEST_CASE("Tapped values keep what they were, and change nothing", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  const Tensor input = RandomTensor({1, 6, 6, 6}, 1);
  Execution execution(
      weights,
      {.height = 6, .width = 6, .taps = {"block1.branch", "block1.sum", "block1", "block2.sum"}},
      pool);
  std::ranges::copy(input.values, execution.input().begin());
  execution.Run(pool);
  const Expected first = Block(input, 10);
  const Expected second = Block(first.output, 20);
  CHECK(LargestDifference(Copy(execution.Get("block1.branch")), first.branch) < 1e-4);
  CHECK(LargestDifference(Copy(execution.Get("block1.sum")), first.sum) < 1e-4);
  CHECK(LargestDifference(Copy(execution.Get("block1")), first.output) < 1e-4);
  CHECK(LargestDifference(Copy(execution.Get("block2.sum")), second.sum) < 1e-4);
  CHECK(LargestDifference(Copy(execution.output()), second.output) < 1e-4);
}

TEST_CASE("Without shortcuts only the branches count", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  const Tensor input = RandomTensor({1, 6, 6, 6}, 1);
  Execution execution(weights, {.height = 6, .width = 6, .shortcuts = false}, pool);
  std::ranges::copy(input.values, execution.input().begin());
  execution.Run(pool);
  const Tensor expected = Block(Block(input, 10, false).output, 20, false).output;
  CHECK(LargestDifference(Copy(execution.output()), expected) < 1e-4);
}

TEST_CASE("One side of one block can be left out, in a run from that block on too", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  const Tensor input = RandomTensor({1, 6, 6, 6}, 1);
  const Tensor first = Block(input, 10).output;
  const auto run = [&](const Tensor& from, ExecutionOptions options) {
    options.height = options.width = 6;
    Execution execution(weights, options, pool);
    std::ranges::copy(from.values, execution.input().begin());
    execution.Run(pool);
    return Copy(execution.output());
  };
  // The first block's output is not below zero, so the second without its branch passes it on.
  const Cut branch{.sum = "block2.sum", .side = Cut::Side::kBranch};
  CHECK(LargestDifference(run(input, {.cuts = {branch}}), first) < 1e-4);
  CHECK(LargestDifference(run(first, {.cuts = {branch}, .from = "block1"}), first) == 0);
  const Cut shortcut{.sum = "block2.sum", .side = Cut::Side::kShortcut};
  const Tensor expected = Block(first, 20, false).output;
  CHECK(LargestDifference(run(input, {.cuts = {shortcut}}), expected) < 1e-4);
  CHECK(LargestDifference(run(first, {.cuts = {shortcut}, .from = "block1"}), expected) < 1e-4);
  // Only the second block's shortcut is cut: the first keeps its own.
  CHECK(LargestDifference(run(input, {.cuts = {shortcut}}),
                          Block(Block(input, 10, false).output, 20, false).output) > 1e-3);
  CHECK_THROWS_AS(run(input, {.cuts = {{.sum = "block2.branch"}}}), Error);
}

TEST_CASE("A run can end before the network does", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  const Tensor input = RandomTensor({1, 6, 6, 6}, 1);
  Execution execution(weights, {.height = 6, .width = 6, .to = "block1.sum"}, pool);
  std::ranges::copy(input.values, execution.input().begin());
  execution.Run(pool);
  CHECK(LargestDifference(Copy(execution.output()), Block(input, 10).sum) < 1e-4);
  CHECK(execution.report().size() <
        Execution(weights, {.height = 6, .width = 6}, pool).report().size());
}

TEST_CASE("Looking inside is what costs memory", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  const std::size_t plain =
      Execution(weights, {.height = 64, .width = 64}, pool).activation_bytes();
  const std::size_t tapped =
      Execution(weights,
                {.height = 64, .width = 64, .taps = {"block1.branch", "block1.sum", "block1"}},
                pool)
          .activation_bytes();
  const std::size_t value = 64 * 64 * 6 * sizeof(float);
  // Input and branch, the sum in the place of one of them; the second block likewise.
  CHECK(plain < 2 * value + 1024);
  CHECK(tapped > 3 * value);
}

TEST_CASE("An execution refuses what it cannot run", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  CHECK_THROWS_AS(Execution(weights, {.height = 6, .width = 6, .taps = {"block9"}}, pool), Error);
  CHECK_THROWS_AS(Execution(weights, {.height = 0, .width = 6}, pool), Error);
  Execution execution(weights, {.height = 6, .width = 6}, pool);
  CHECK_THROWS_AS(execution.Get("block1.sum"), Error);  // known, but not asked for
  CHECK_THROWS_AS(Execution(weights, {.height = 6, .width = 6, .from = "block9"}, pool), Error);
  // What comes before the value that it begins with.
  CHECK_THROWS_AS(
      Execution(weights, {.height = 6, .width = 6, .taps = {"block1.sum"}, .from = "block1"}, pool),
      Error);
}

TEST_CASE("A run with a clock reports every step", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  Execution execution(weights, {.height = 32, .width = 32}, pool);
  std::ranges::fill(execution.input(), 1.0f);
  execution.RunWithClock(pool);
  REQUIRE(execution.report().size() == 4);  // two convolutions, two additions with their ReLU
  CHECK(execution.report()[0].name == "block1.conv");
  CHECK(execution.report()[0].flops == 2.0 * 32 * 32 * 6 * 6 * 9);
  CHECK(execution.report()[0].bytes == 4 * (2 * 32 * 32 * 6 + 6 * 6 * 9));
  CHECK(execution.report()[0].milliseconds > 0);
}

TEST_CASE("An execution can begin at any value", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  const Tensor input = RandomTensor({2, 5, 6, 6}, 1);
  Execution execution(weights, {.batch = 2, .height = 5, .width = 6, .from = "block1"}, pool);
  std::ranges::copy(input.values, execution.input().begin());
  execution.Run(pool);
  CHECK(LargestDifference(Copy(execution.output()), Block(input, 20).output) < 1e-4);
}

TEST_CASE("Executions of one network do not disturb each other", "[engine]") {
  const std::shared_ptr<const Weights> weights = TwoBlocks();
  const ThreadPool pool;
  const Tensor small = RandomTensor({1, 6, 5, 6}, 1);
  const Tensor large = RandomTensor({2, 9, 11, 6}, 2);
  Execution plain(weights, {.height = 6, .width = 5}, pool);
  Execution tapped(weights, {.height = 6, .width = 5, .taps = {"block1.sum"}}, pool);
  Execution other(weights, {.batch = 2, .height = 9, .width = 11}, pool);
  std::ranges::copy(small.values, plain.input().begin());
  std::ranges::copy(small.values, tapped.input().begin());
  std::ranges::copy(large.values, other.input().begin());
  for (Execution* execution : {&plain, &other, &tapped}) execution->Run(pool);
  const Expected first = Block(small, 10);
  const Tensor expected = Block(first.output, 20).output;
  CHECK(LargestDifference(Copy(plain.output()), expected) < 1e-4);
  CHECK(LargestDifference(Copy(tapped.output()), expected) < 1e-4);
  CHECK(LargestDifference(Copy(tapped.Get("block1.sum")), first.sum) < 1e-4);
  CHECK(LargestDifference(Copy(other.output()), Block(Block(large, 10).output, 20).output) < 1e-4);
}

#ifndef __EMSCRIPTEN__  // whose tests have one thread
TEST_CASE("Two threads that run one network side by side get the bits of one after the other",
          "[engine]") {
  // Every kind of kernel: a stem, strided and plain 3x3, 1x1, pooling and a linear layer.
  GraphBuilder graph;
  Value x = graph.Input(3);
  x = graph.Convolution(x, {"stem", {.out_channels = 16, .in_channels = 3, .kernel = 7}},
                        {.stride = 2, .padding = 3, .activation = engine::kRelu});
  x = graph.Pooling(x, {.window = 3, .stride = 2, .padding = 1});
  const Value shortcut =
      graph.Convolution(x, {"projection", {.out_channels = 64, .in_channels = 16}}, {.stride = 2});
  x = graph.Convolution(x, {"first", {.out_channels = 64, .in_channels = 16, .kernel = 3}},
                        {.stride = 2, .padding = 1, .activation = engine::kRelu});
  x = graph.Convolution(x, {"second", {.out_channels = 64, .in_channels = 64, .kernel = 3}},
                        {.padding = 1});
  x = graph.Activate(graph.Addition(x, shortcut), engine::kRelu);
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kGlobalAverage});
  graph.Linear(x, {"head", {.out_channels = 10, .in_channels = 64}});
  engine::WeightsBuilder builder(std::move(graph).Build());
  for (std::size_t i = 0; i < builder.graph().layers().size(); ++i) {
    PackLayer(builder, i,
              RandomWeights(builder.graph().layers()[i].shape, static_cast<unsigned>(i)));
  }
  const std::shared_ptr<const Weights> weights = builder.Build();

  constexpr std::size_t kSizes[] = {96, 75};
  constexpr int kRuns = 20;
  const auto run = [&](std::size_t size, std::vector<std::vector<float>>& outputs) {
    const ThreadPool pool;
    Execution execution(weights, {.height = size, .width = size}, pool);
    for (unsigned seed = 0; seed < kRuns; ++seed) {
      std::ranges::copy(RandomFloats(execution.input().size(), seed), execution.input().begin());
      execution.Run(pool);
      const auto values = execution.output().values();
      outputs.emplace_back(values.begin(), values.end());
    }
  };
  std::vector<std::vector<float>> alone[2];
  std::vector<std::vector<float>> together[2];
  for (int i = 0; i < 2; ++i) run(kSizes[i], alone[i]);
  std::thread other([&] { run(kSizes[0], together[0]); });
  run(kSizes[1], together[1]);
  other.join();
  for (int i = 0; i < 2; ++i) CHECK(together[i] == alone[i]);
  CHECK(alone[0][0] != alone[0][1]);
}

TEST_CASE("An execution refuses more threads than it was made for", "[engine]") {
  Execution execution(TwoBlocks(), {.height = 6, .width = 6}, ThreadPool(1));
  CHECK_THROWS_AS(execution.Run(ThreadPool(2)), Error);
}
#endif

}  // namespace residua::testing
