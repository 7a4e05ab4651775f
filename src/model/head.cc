#include "model/head.h"

#include <algorithm>
#include <cmath>

namespace residua {
namespace {

using engine::GraphBuilder;
using engine::PoolingKind;
using engine::Value;

Value AddPooling(GraphBuilder& graph, Value x, HeadPooling pooling) {
  switch (pooling) {
    case HeadPooling::kAverage:
      break;
    case HeadPooling::kMax:
      return graph.Pooling(x, {.kind = PoolingKind::kGlobalMax});
    case HeadPooling::kMaxAverage:
      return graph.Concatenate({graph.Pooling(x, {.kind = PoolingKind::kGlobalMax}),
                                graph.Pooling(x, {.kind = PoolingKind::kGlobalAverage})});
  }
  return graph.Pooling(x, {.kind = PoolingKind::kGlobalAverage});
}

}  // namespace

Value AddHead(GraphBuilder& graph, Value x, const ResNetConfig& config, WeightSource& weights) {
  const Value body = x;
  std::size_t channels = config.stages.back().blocks.back().out_channels();
  std::size_t layers = 0;  // layers with weights after the pooling
  for (const HeadLayer& layer : config.head.layers) {
    layers += !layer.before_pooling && layer.type != HeadLayerType::kActivation;
  }
  std::size_t number = 0;
  bool pooled = false;
  const auto pool = [&] {
    if (pooled) return;
    pooled = true;
    if (x.node != body.node) graph.Name(x, "maps");
    x = AddPooling(graph, x, config.head.pooling);
    graph.Name(x, "pooled");
    if (config.head.pooling == HeadPooling::kMaxAverage) channels *= 2;
  };
  const auto id = [&](LayerRole role) {
    return LayerId{.place = LayerPlace::kHead, .role = role, .number = layers > 1 ? ++number : 0};
  };
  for (const HeadLayer& layer : config.head.layers) {
    if (!layer.before_pooling) pool();
    const engine::LayerShape shape{.out_channels = layer.out_channels, .in_channels = channels};
    switch (layer.type) {
      case HeadLayerType::kConvolution:
        x = graph.Convolution(
            x,
            weights.Declare({.place = LayerPlace::kHead, .role = LayerRole::kConvolution}, shape),
            {});
        break;
      case HeadLayerType::kLinear:
        x = graph.Linear(x, weights.Declare(id(LayerRole::kLinear), shape));
        break;
      case HeadLayerType::kNormalisation:
        x = graph.Affine(x, weights.Declare(id(LayerRole::kNormalisation),
                                            {.out_channels = channels, .in_channels = 1}));
        break;
      case HeadLayerType::kActivation:
        x = graph.Activate(x, layer.activation);
        break;
    }
    channels = layer.out_channels;
  }
  pool();
  if (config.num_classes > 0) graph.Name(x, "logits");
  return x;
}

void Softmax(std::span<float> logits) {
  if (logits.empty()) return;
  // Subtracting the maximum keeps exp() in range and does not change the result.
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  for (float& logit : logits) logit = static_cast<float>(std::exp(logit - largest) / sum);
}

void Sigmoid(std::span<float> logits) {
  for (float& logit : logits) {
    logit = static_cast<float>(1 / (1 + std::exp(-static_cast<double>(logit))));
  }
}

}  // namespace residua
