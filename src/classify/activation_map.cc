#include "classify/activation_map.h"

#include <algorithm>

namespace residua {

ActivationMap MapActivations(const std::shared_ptr<const engine::Weights>& weights,
                             const engine::ValueView& last_stage, std::size_t index,
                             const engine::ThreadPool& pool) {
  const Shape4& shape = last_stage.shape;
  const std::size_t places = shape.height * shape.width;
  // One row per position, and one of zeros, whose result is the layer's bias.
  engine::Execution head(weights, {.batch = places + 1, .height = 1, .width = 1, .from = "pooled"},
                         pool);
  std::fill(std::copy_n(last_stage.data, places * shape.channels, head.input().begin()),
            head.input().end(), 0.0f);
  head.Run(pool);

  const std::span<const float> logits = head.output().values();
  const std::size_t classes = head.output().shape.channels;
  ActivationMap map{.height = shape.height, .width = shape.width, .values = {}};
  map.bias = logits[places * classes + index];
  for (std::size_t place = 0; place < places; ++place) {
    map.values.push_back(logits[place * classes + index] - map.bias);
  }
  return map;
}

}  // namespace residua
