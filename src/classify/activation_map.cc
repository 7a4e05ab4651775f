#include "classify/activation_map.h"

#include <algorithm>

#include "core/tensor.h"
#include "engine/run_alone.h"

namespace residua {

ActivationMap MapActivations(engine::Plan& plan, const engine::ValueView& last_stage,
                             std::size_t index, const engine::ThreadPool& pool) {
  const Shape4& shape = last_stage.shape;
  const std::size_t places = shape.height * shape.width;
  // A row of its own for each place, and one of zeros, of which the layer makes its bias.
  Tensor rows({.batch = places + 1, .height = 1, .width = 1, .channels = shape.channels});
  std::copy_n(last_stage.data, places * shape.channels, rows.values.begin());
  const Tensor logits = engine::RunAlone(plan, "logits", rows, pool);

  const std::size_t classes = logits.shape.channels;
  ActivationMap map{.height = shape.height, .width = shape.width, .values = {}};
  map.bias = logits.values[places * classes + index];
  for (std::size_t place = 0; place < places; ++place) {
    map.values.push_back(logits.values[place * classes + index] - map.bias);
  }
  return map;
}

}  // namespace residua
