#include "engine/passes/plan_memory.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <vector>

#include "support/packed_network.h"

namespace residua::testing {
namespace {

using engine::GraphBuilder;
using engine::MemoryPlan;
using engine::Value;
using engine::Weights;

// Nodes: 0 the input, 1 and 2 poolings of it, 3 their sum, 4 a pooling of the sum.
std::shared_ptr<const Weights> Network() {
  const engine::PoolingOptions same{.window = 3, .stride = 1, .padding = 1};
  GraphBuilder graph;
  const Value x = graph.Input(4);
  graph.Pooling(graph.Addition(graph.Pooling(x, same), graph.Pooling(x, same)), same);
  return PackRandomly(std::move(graph));
}

MemoryPlan Plan(const Weights& weights, const std::vector<std::size_t>& kept,
                const std::vector<std::size_t>& scratch) {
  const std::vector<std::size_t> values(weights.graph().nodes().size(), 640);
  return PlanMemory(weights, Fuse(weights, DropUnused(weights.graph(), {.kept = kept})),
                    {.values = values, .scratch = scratch, .kept = kept});
}

}  // namespace

TEST_CASE("Values share bytes once they have been read, and a sum takes an operand's place",
          "[engine]") {
  const std::shared_ptr<const Weights> weights = Network();
  const MemoryPlan plan = Plan(*weights, {4}, {0, 0, 0, 0});
  // While the second pooling runs there are three values: the input and both results.
  CHECK(plan.bytes == 3 * 640);
  CHECK((plan.values[3] == plan.values[1] || plan.values[3] == plan.values[2]));
  CHECK(plan.values[4] != plan.values[3]);
}

TEST_CASE("A value that stays is not written over", "[engine]") {
  const std::shared_ptr<const Weights> weights = Network();
  const MemoryPlan plan = Plan(*weights, {4, 1, 2}, {0, 0, 0, 0});
  for (const std::size_t later : {3, 4}) {
    CHECK(plan.values[later] != plan.values[1]);
    CHECK(plan.values[later] != plan.values[2]);
  }
}

TEST_CASE("Scratch memory does not overlap what its step reads and writes", "[engine]") {
  const std::shared_ptr<const Weights> weights = Network();
  const MemoryPlan plan = Plan(*weights, {4}, {0, 1280, 0, 0});
  CHECK(plan.bytes == 3 * 640 + 1280);
  const std::size_t begin = plan.scratch[1];
  for (const std::size_t value : {0, 1, 2}) {
    CHECK((plan.values[value] + 640 <= begin || plan.values[value] >= begin + 1280));
  }
}

}  // namespace residua::testing
