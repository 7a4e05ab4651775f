#include "engine/weights.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <utility>

#include "core/error.h"
#include "support/naive.h"
#include "support/pack_layer.h"

namespace residua::testing {
namespace {

using engine::GraphBuilder;
using engine::WeightsBuilder;

const engine::LayerShape kShape{.out_channels = 4, .in_channels = 3};

engine::Graph TwoLayers() {
  GraphBuilder graph;
  const engine::Value x = graph.Convolution(graph.Input(3), {"first", kShape}, {.stride = 2});
  graph.Linear(x, {"second", {.out_channels = 5, .in_channels = 4}});
  return std::move(graph).Build();
}

}  // namespace

TEST_CASE("Weights are built once every layer has its own", "[engine]") {
  WeightsBuilder builder(TwoLayers(), {.height = 20, .width = 10});
  PackLayer(builder, 1, RandomWeights(builder.graph().layers()[1].shape, 1));
  CHECK_THROWS_AS(builder.Build(), Error);
  PackLayer(builder, 0, RandomWeights(kShape, 2));
  const std::shared_ptr<const engine::Weights> weights = builder.Build();
  CHECK(weights->graph().layers().size() == 2);
  CHECK(weights->usual_shape(2) == Shape4{1, 10, 5, 5});
}

TEST_CASE("An operator without weights refuses to pack some", "[engine]") {
  const auto kernel = engine::PoolingOperator({}).MakeKernel({}, engine::KernelChoice::kAuto);
  const engine::LayerWeights weights = RandomWeights(kShape, 1);
  CHECK_THROWS_AS(kernel->Pack(weights.channels()), Error);
}

}  // namespace residua::testing
