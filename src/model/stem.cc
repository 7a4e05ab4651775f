#include "model/stem.h"

namespace residua {
namespace {

// Anti-aliased networks pool with stride 1 and then subsample with a blur (Zhang 2019).
engine::Value AddPool(engine::GraphBuilder& graph, engine::Value x, const PoolConfig& pool,
                      bool anti_aliased) {
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kMax,
                        .window = pool.window,
                        .stride = anti_aliased ? 1 : pool.stride,
                        .padding = pool.padding});
  return anti_aliased ? graph.Blur(x, pool.stride) : x;
}

}  // namespace

engine::Value AddStem(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights) {
  const StemConfig& stem = config.stem;
  std::size_t in_channels = config.input_channels;
  for (std::size_t i = 0; i < stem.convolutions.size(); ++i) {
    const ConvolutionConfig& convolution = stem.convolutions[i];
    const bool last = i + 1 == stem.convolutions.size();
    const engine::LayerShape shape{.out_channels = convolution.out_channels,
                                   .in_channels = in_channels,
                                   .kernel = convolution.kernel};
    const LayerId id{.place = LayerPlace::kStem,
                     .role = LayerRole::kConvolution,
                     .number = stem.convolutions.size() == 1 ? 0 : i + 1};
    x = graph.Convolution(x, weights.Declare(id, shape),
                          {.stride = convolution.stride,
                           .padding = convolution.padding,
                           .dilation = convolution.dilation});
    graph.Name(x, ToString(id));
    x = graph.Activate(x, last && !stem.activation ? engine::Activation() : config.activation);
    in_channels = convolution.out_channels;
  }
  graph.Name(x, "stem.activation");
  if (stem.pool) x = AddPool(graph, x, *stem.pool, config.anti_aliased);
  graph.Name(x, "stem");
  return x;
}

}  // namespace residua
