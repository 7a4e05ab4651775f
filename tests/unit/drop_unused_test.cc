#include "engine/passes/drop_unused.h"

#include <catch2/catch_test_macros.hpp>
#include <utility>
#include <vector>

#include "core/error.h"

namespace residua::testing {
namespace {

using engine::Demand;
using engine::DropUnused;
using engine::Graph;
using engine::GraphBuilder;
using engine::Value;

// Nodes: 0 the input, 1 and 2 convolutions in a row, 3 their sum with the input, 4 its ReLU.
Graph Block() {
  const engine::LayerShape shape{.out_channels = 4, .in_channels = 4};
  GraphBuilder graph;
  const Value x = graph.Input(4);
  const Value first = graph.Convolution(x, {"first", shape}, {});
  const Value second = graph.Convolution(first, {"second", shape}, {});
  graph.Activate(graph.Addition(second, x), engine::kRelu);
  return std::move(graph).Build();
}

}  // namespace

TEST_CASE("Only what leads to a wanted value is computed", "[engine]") {
  const Graph graph = Block();
  const std::vector<std::size_t> all = {4};
  CHECK(DropUnused(graph, {.kept = all}).uses == std::vector<std::size_t>{2, 1, 1, 1, 1});
  const std::vector<std::size_t> branch = {1};
  CHECK(DropUnused(graph, {.kept = branch}).uses == std::vector<std::size_t>{1, 1, 0, 0, 0});
}

TEST_CASE("A value that is kept counts as read once more", "[engine]") {
  const std::vector<std::size_t> kept = {4, 3};
  CHECK(DropUnused(Block(), {.kept = kept}).uses == std::vector<std::size_t>{2, 1, 1, 2, 1});
}

TEST_CASE("Without shortcuts the branch stands for the sum", "[engine]") {
  const std::vector<std::size_t> kept = {4, 3};
  const Demand demand = DropUnused(Block(), {.kept = kept, .shortcuts = false});
  CHECK(demand.alias == std::vector<std::size_t>{0, 1, 2, 2, 4});
  CHECK(demand.uses == std::vector<std::size_t>{1, 1, 2, 0, 1});
  CHECK_FALSE(demand.computes(3));
}

TEST_CASE("Of an addition that is left out either input can stand for the sum", "[engine]") {
  const std::vector<std::size_t> kept = {4};
  const std::vector<engine::NodeCut> shortcut_alone = {{.node = 3, .passes_on = 1}};
  const Demand demand = DropUnused(Block(), {.kept = kept, .cuts = shortcut_alone});
  CHECK(demand.alias == std::vector<std::size_t>{0, 1, 2, 0, 4});
  // Nothing of the branch is computed.
  CHECK(demand.uses == std::vector<std::size_t>{1, 0, 0, 0, 1});
  const std::vector<engine::NodeCut> branch_alone = {{.node = 3, .passes_on = 0}};
  CHECK(DropUnused(Block(), {.kept = kept, .cuts = branch_alone}).alias ==
        std::vector<std::size_t>{0, 1, 2, 2, 4});
}

TEST_CASE("A run from the middle needs nothing before it", "[engine]") {
  const Graph graph = Block();
  const std::vector<std::size_t> kept = {2};
  CHECK(DropUnused(graph, {.kept = kept, .first = 1}).uses ==
        std::vector<std::size_t>{0, 1, 1, 0, 0});
  // The sum needs the input too.
  const std::vector<std::size_t> sum = {3};
  CHECK_THROWS_AS(DropUnused(graph, {.kept = sum, .first = 1}), Error);
}

}  // namespace residua::testing
