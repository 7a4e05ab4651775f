#include "model/resnet.h"

#include <utility>

#include "model/body.h"
#include "model/head.h"
#include "model/stem.h"

namespace residua {

engine::Graph MakeResNet(const ResNetConfig& config, WeightSource& weights) {
  engine::GraphBuilder graph;
  engine::Value x = graph.Input(config.input_channels);
  graph.Name(x, "input");
  x = AddStem(graph, x, config, weights);
  x = AddBody(graph, x, config, weights);
  AddHead(graph, x, config, weights);
  return std::move(graph).Build();
}

}  // namespace residua
