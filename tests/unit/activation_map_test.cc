#include "classify/activation_map.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <utility>

#include "model/config.h"
#include "model/head.h"
#include "support/pack_layer.h"

namespace residua::testing {
namespace {

class Names final : public WeightSource {
  engine::Layer Declare(const LayerId& id, const engine::LayerShape& shape) override {
    return {.name = ToString(id), .shape = shape};
  }
};

}  // namespace

TEST_CASE("A class activation map weighs the channels of every place", "[classify]") {
  // A head alone: two channels, two classes.
  engine::GraphBuilder graph;
  Names names;
  ResNetConfig config{.num_classes = 2};
  config.stages = {{{{.in_channels = 2, .convolutions = {{.out_channels = 2}}}}}};
  config.head.layers = {{.out_channels = 2}};
  AddHead(graph, graph.Input(2), config, names);
  engine::WeightsBuilder builder(std::move(graph).Build());
  PackLayer(builder, 0, {.weights = {1, 2, 3, -1}, .bias = {10, 20}});
  const std::shared_ptr<const engine::Weights> weights = builder.Build();
  const engine::ThreadPool pool;

  // 1 x 3 places: (1, 0), (0, 1), (2, 3).
  const std::array<float, 6> features = {1, 0, 0, 1, 2, 3};
  const engine::ValueView view{.shape = {1, 1, 3, 2}, .data = features.data()};

  const ActivationMap first = MapActivations(weights, view, 0, pool);
  CHECK(first.height == 1);
  CHECK(first.width == 3);
  CHECK(first.values == std::vector<float>{1, 2, 8});  // f1 + 2 f2
  CHECK(first.bias == 10);

  const ActivationMap second = MapActivations(weights, view, 1, pool);
  CHECK(second.values == std::vector<float>{3, -1, 3});  // 3 f1 - f2
  CHECK(second.bias == 20);
}

}  // namespace residua::testing
