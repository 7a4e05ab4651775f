// A dense float32 tensor in the network's layout: batch, height, width, channels (NHWC).

#pragma once

#include <cstddef>
#include <vector>

namespace residua {

struct Shape4 {
  std::size_t batch = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 0;

  std::size_t elements() const { return batch * height * width * channels; }
  bool operator==(const Shape4&) const = default;
};

struct Tensor {
  Shape4 shape;
  std::vector<float> values;  // shape.elements() of them, channels innermost

  Tensor() = default;
  explicit Tensor(const Shape4& s) : shape(s), values(s.elements()) {}
};

}  // namespace residua
