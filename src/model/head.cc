#include "model/head.h"

#include <algorithm>
#include <cmath>

namespace residua {

engine::Value AddHead(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights) {
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kGlobalAverage});
  graph.Name(x, "pooled");
  const engine::LayerShape shape{.out_channels = config.num_classes,
                                 .in_channels = config.stages.back().out_channels};
  x = graph.Linear(x, weights.Next("head.linear", shape));
  graph.Name(x, "logits");
  return x;
}

void Softmax(std::span<float> logits) {
  if (logits.empty()) return;
  // Subtracting the largest keeps exp() in range and changes nothing else.
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  for (float& logit : logits) logit = static_cast<float>(std::exp(logit - largest) / sum);
}

}  // namespace residua
