#include "model/stem.h"

#include <string>

namespace residua {

engine::Value AddStem(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights) {
  const std::vector<std::size_t>& channels = config.stem.channels;
  if (channels.size() == 1) {
    const engine::LayerShape shape{
        .out_channels = channels[0], .in_channels = config.input_channels, .kernel = 7};
    x = graph.Convolution(x, weights.Next("stem.conv", shape),
                          {.stride = 2, .padding = 3, .activation = engine::kRelu});
  } else {
    std::size_t in_channels = config.input_channels;
    for (std::size_t i = 0; i < channels.size(); ++i) {
      const engine::LayerShape shape{
          .out_channels = channels[i], .in_channels = in_channels, .kernel = 3};
      const std::size_t stride = i == 0 ? 2 : 1;
      x = graph.Convolution(x, weights.Next("stem.conv" + std::to_string(i + 1), shape),
                            {.stride = stride, .padding = 1, .activation = engine::kRelu});
      in_channels = channels[i];
    }
  }
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kMax, .window = 3, .stride = 2, .padding = 1});
  graph.Name(x, "stem");
  return x;
}

}  // namespace residua
