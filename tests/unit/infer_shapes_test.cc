#include "engine/passes/infer_shapes.h"

#include <catch2/catch_test_macros.hpp>
#include <utility>
#include <vector>

#include "core/error.h"

namespace residua::testing {

using engine::Graph;
using engine::GraphBuilder;
using engine::Value;

TEST_CASE("Shapes follow PyTorch's rules from operator to operator", "[engine]") {
  GraphBuilder graph;
  Value x = graph.Input(3);
  x = graph.Convolution(x, {"stem", {.out_channels = 8, .in_channels = 3, .kernel = 7}},
                        {.stride = 2, .padding = 3, .activation = engine::kRelu});
  x = graph.Pooling(x, {.window = 3, .stride = 2, .padding = 1});
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kAverage, .ceil_mode = true});
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kGlobalAverage});
  graph.Linear(x, {"head", {.out_channels = 10, .in_channels = 8}});
  const Graph made = std::move(graph).Build();
  const std::vector<std::size_t> kept = {6};
  // Conv2d(7, 2, 3): 63 -> 32, 50 -> 25; MaxPool2d(3, 2, 1): 16, 13; AvgPool2d(2, ceil_mode): 8, 7.
  CHECK(InferShapes(made, DropUnused(made, {.kept = kept}), 0, {2, 63, 50, 3}) ==
        std::vector<Shape4>{{2, 63, 50, 3},
                            {2, 32, 25, 8},
                            {2, 32, 25, 8},
                            {2, 16, 13, 8},
                            {2, 8, 7, 8},
                            {2, 1, 1, 8},
                            {2, 1, 1, 10}});
}

TEST_CASE("Operators whose inputs do not fit are refused", "[engine]") {
  GraphBuilder graph;
  const Value x = graph.Input(3);
  graph.Convolution(x, {"conv", {.out_channels = 8, .in_channels = 4}}, {});
  const Graph made = std::move(graph).Build();
  const std::vector<std::size_t> kept = {1};
  CHECK_THROWS_AS(InferShapes(made, DropUnused(made, {.kept = kept}), 0, {1, 5, 5, 3}), Error);
}

}  // namespace residua::testing
