#include "engine/execution.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "core/error.h"
#include "support/naive.h"

namespace residua::testing {
namespace {

using engine::Execution;
using engine::LayerShape;
using engine::Plan;
using engine::ThreadPool;
using engine::Value;

const LayerShape kBranch{.out_channels = 6, .in_channels = 6, .kernel = 3};

// x -> branch(x) + x -> ReLU, twice: two residual blocks without projection.
Plan TwoBlocks() {
  Plan plan;
  Value x = plan.Input(6);
  for (const std::string name : {"block1", "block2"}) {
    const Value branch =
        plan.Convolution(x, {.name = name + ".conv", .shape = kBranch}, {.padding = 1});
    const Value sum = plan.Addition(branch, x);
    x = plan.Relu(sum);
    plan.Name(branch, name + ".branch");
    plan.Name(sum, name + ".sum");
    plan.Name(x, name);
  }
  plan.Pack(0, RandomWeights(kBranch, 10));
  plan.Pack(1, RandomWeights(kBranch, 20));
  return plan;
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

TEST_CASE("An execution computes the plan, run after run and size after size", "[engine]") {
  Plan plan = TwoBlocks();
  const ThreadPool pool;
  for (const Shape4 shape : {Shape4{1, 7, 5, 6}, Shape4{3, 4, 9, 6}}) {
    Execution execution(plan, {.batch = shape.batch, .height = shape.height, .width = shape.width},
                        pool);
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
  Plan plan = TwoBlocks();
  const ThreadPool pool;
  const Tensor input = RandomTensor({1, 6, 6, 6}, 1);
  Execution execution(
      plan,
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
  Plan plan = TwoBlocks();
  const ThreadPool pool;
  const Tensor input = RandomTensor({1, 6, 6, 6}, 1);
  Execution execution(plan, {.height = 6, .width = 6, .shortcuts = false}, pool);
  std::ranges::copy(input.values, execution.input().begin());
  execution.Run(pool);
  const Tensor expected = Block(Block(input, 10, false).output, 20, false).output;
  CHECK(LargestDifference(Copy(execution.output()), expected) < 1e-4);
}

TEST_CASE("Looking inside is what costs memory", "[engine]") {
  Plan plan = TwoBlocks();
  const ThreadPool pool;
  const std::size_t plain = Execution(plan, {.height = 64, .width = 64}, pool).activation_bytes();
  const std::size_t tapped =
      Execution(plan,
                {.height = 64, .width = 64, .taps = {"block1.branch", "block1.sum", "block1"}},
                pool)
          .activation_bytes();
  const std::size_t value = 64 * 64 * 6 * sizeof(float);
  // Input and branch, the sum in the place of one of them; the second block likewise.
  CHECK(plain < 2 * value + 1024);
  CHECK(tapped > 3 * value);
}

TEST_CASE("An execution refuses what it cannot run", "[engine]") {
  Plan plan = TwoBlocks();
  const ThreadPool pool;
  CHECK_THROWS_AS(Execution(plan, {.height = 6, .width = 6, .taps = {"block9"}}, pool), Error);
  CHECK_THROWS_AS(Execution(plan, {.height = 0, .width = 6}, pool), Error);
  Execution execution(plan, {.height = 6, .width = 6}, pool);
  CHECK_THROWS_AS(execution.Get("block1.sum"), Error);  // known, but not asked for
  Plan unpacked;
  unpacked.Convolution(unpacked.Input(6), {.name = "conv", .shape = kBranch}, {});
  CHECK_THROWS_AS(Execution(unpacked, {.height = 6, .width = 6}, pool), Error);
}

TEST_CASE("A run with a clock reports every step", "[engine]") {
  Plan plan = TwoBlocks();
  const ThreadPool pool;
  Execution execution(plan, {.height = 32, .width = 32}, pool);
  std::ranges::fill(execution.input(), 1.0f);
  execution.RunWithClock(pool);
  REQUIRE(execution.report().size() == 4);  // two convolutions, two additions with their ReLU
  CHECK(execution.report()[0].name == "block1.conv");
  CHECK(execution.report()[0].flops == 2.0 * 32 * 32 * 6 * 6 * 9);
  CHECK(execution.report()[0].bytes == 4 * (2 * 32 * 32 * 6 + 6 * 6 * 9));
  CHECK(execution.report()[0].milliseconds > 0);
}

}  // namespace residua::testing
