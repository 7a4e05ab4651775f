#include "engine/graph.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>
#include <vector>

namespace residua::testing {

using engine::Graph;
using engine::GraphBuilder;
using engine::Value;

TEST_CASE("A graph keeps its layers in the order in which they were asked for", "[engine]") {
  GraphBuilder graph;
  const Value x = graph.Input(3);
  const Value y = graph.Convolution(x, {"a", {.out_channels = 4, .in_channels = 3}},
                                    {.activation = engine::kSilu});
  graph.Linear(y, {"b", {.out_channels = 2, .in_channels = 4}});
  const Graph made = std::move(graph).Build();
  CHECK(made.input_channels() == 3);
  REQUIRE(made.layers().size() == 2);
  CHECK(made.layers()[0].name == "a");
  CHECK(made.node_of_layer(0) == 1);
  CHECK(made.layers()[1].name == "b");
  CHECK(made.node_of_layer(1) == 3);  // behind the activation, which is a node of its own
  CHECK(made.nodes()[3].inputs == std::vector<std::size_t>{2});
  CHECK(made.nodes()[3].type == engine::DataType::kFloat32);
}

TEST_CASE("Values are found by any of their names, and described by layer or first name",
          "[engine]") {
  GraphBuilder graph;
  const Value x = graph.Input(3);
  const Value y = graph.Convolution(x, {"conv", {.out_channels = 3, .in_channels = 3}}, {});
  const Value sum = graph.Addition(y, x);
  graph.Name(sum, "sum");
  graph.Name(sum, "block");
  graph.Name(x, "pixels");
  const Graph made = std::move(graph).Build();
  CHECK(made.names() == std::vector<std::string>{"sum", "block", "pixels"});
  CHECK(made.Find("sum") == sum.node);
  CHECK(made.Find("block") == sum.node);
  CHECK_FALSE(made.Find("conv"));
  CHECK(made.Describe(y.node) == "conv");
  CHECK(made.Describe(sum.node) == "sum");
}

TEST_CASE("No activation is no node", "[engine]") {
  GraphBuilder graph;
  const Value x = graph.Input(3);
  CHECK(graph.Activate(x, {}).node == x.node);
  CHECK(graph.Activate(x, engine::kRelu).node == 1);
}

}  // namespace residua::testing
