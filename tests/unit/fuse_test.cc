#include "engine/passes/fuse.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <vector>

#include "support/packed_network.h"

namespace residua::testing {
namespace {

using engine::Fuse;
using engine::GraphBuilder;
using engine::Instruction;
using engine::kRelu;
using engine::Value;
using engine::Weights;

const engine::LayerShape kPointwise{.out_channels = 4, .in_channels = 4};

std::vector<Instruction> FuseFor(const Weights& weights, const std::vector<std::size_t>& kept) {
  return Fuse(weights, DropUnused(weights.graph(), {.kept = kept}));
}

// Nodes: 0 the input, 1 a convolution, 2 its sum with the input, 3 the sum's ReLU.
std::shared_ptr<const Weights> Block() {
  GraphBuilder graph;
  const Value x = graph.Input(4);
  const Value branch = graph.Convolution(x, {"branch", kPointwise}, {});
  graph.Activate(graph.Addition(branch, x), kRelu);
  return PackRandomly(std::move(graph));
}

}  // namespace

TEST_CASE("A kernel takes over the addition and the ReLU that follow it", "[engine]") {
  const std::vector<Instruction> instructions = FuseFor(*Block(), {3});
  REQUIRE(instructions.size() == 1);
  CHECK(instructions[0].node == 1);
  CHECK(instructions[0].result == 3);
  CHECK(instructions[0].inputs == std::vector<std::size_t>{0, 0});
  CHECK(instructions[0].fusion == engine::Fusion{.add = true, .activation = kRelu});
}

TEST_CASE("What is read in between is not fused away", "[engine]") {
  const std::vector<Instruction> sum = FuseFor(*Block(), {3, 2});
  REQUIRE(sum.size() == 2);
  CHECK(sum[0].result == 2);
  CHECK(sum[0].fusion == engine::Fusion{.add = true});
  CHECK(sum[1].node == 3);

  const std::vector<Instruction> branch = FuseFor(*Block(), {3, 1});
  REQUIRE(branch.size() == 2);
  CHECK(branch[0].result == 1);
  CHECK(branch[0].fusion.empty());
  CHECK(branch[1].node == 2);  // the addition, with the ReLU
  CHECK(branch[1].result == 3);
}

TEST_CASE("An addend that is computed later keeps an addition apart", "[engine]") {
  GraphBuilder graph;
  const Value x = graph.Input(4);
  const Value branch = graph.Convolution(x, {"branch", kPointwise}, {});
  const Value shortcut = graph.Convolution(x, {"projection", kPointwise}, {});
  graph.Addition(branch, shortcut);
  const std::shared_ptr<const Weights> weights = PackRandomly(std::move(graph));
  const std::vector<Instruction> instructions = FuseFor(*weights, {3});
  REQUIRE(instructions.size() == 3);
  CHECK(instructions[2].node == 3);
}

TEST_CASE("Nothing is fused behind an activation but what a kernel can do", "[engine]") {
  GraphBuilder graph;
  const Value x = graph.Input(4);
  const Value branch = graph.Convolution(x, {"branch", kPointwise}, {.activation = kRelu});
  graph.Addition(branch, x);
  const std::shared_ptr<const Weights> weights = PackRandomly(std::move(graph));
  const std::vector<Instruction> instructions = FuseFor(*weights, {3});
  REQUIRE(instructions.size() == 2);
  CHECK(instructions[0].result == 2);
  CHECK(instructions[1].node == 3);
}

TEST_CASE("A kernel that cannot add leaves the addition to a step of its own", "[engine]") {
  GraphBuilder graph;
  const Value x = graph.Input(4);
  const Value branch = graph.Convolution(x, {"branch", kPointwise}, {});
  graph.Activate(graph.Addition(branch, x), kRelu);
  const std::shared_ptr<const Weights> weights =
      PackRandomly(std::move(graph), {.choice = engine::KernelChoice::kDirect});
  const std::vector<Instruction> instructions = FuseFor(*weights, {3});
  REQUIRE(instructions.size() == 2);
  CHECK(instructions[0].fusion.empty());
  CHECK(instructions[1].node == 2);
  CHECK(instructions[1].result == 3);
  CHECK(instructions[1].fusion == engine::Fusion{.activation = kRelu});
}

}  // namespace residua::testing
