// The weights of the two layers that can be understood by themselves: the stem's first filters,
// which are applied to pixels, and the head's, which weigh channels for each class.
//
// Packed weights cannot be read back, so they are computed: the output of a linear layer for an
// input that is 1 at one position and 0 elsewhere is the weight for that position plus the bias,
// which is its output for zeros.

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/thread_pool.h"
#include "engine/weights.h"
#include "model/config.h"

namespace residua {

// y = weights * x + bias, batch normalisation included.
struct LayerValues {
  std::size_t outputs = 0;
  std::size_t height = 1;  // of a filter, pixels
  std::size_t width = 1;
  std::size_t inputs = 0;      // channels
  std::vector<float> weights;  // outputs x height x width x inputs
  std::vector<float> bias;     // outputs
};

// Of the stem's first convolution.
LayerValues StemWeights(const ResNetConfig& config,
                        const std::shared_ptr<const engine::Weights>& weights,
                        const engine::ThreadPool& pool);

// From the head's pooled input to the logits. Throws Error(kInvalidOption) if that is not one
// linear function: there are no classes, or activations between several layers.
LayerValues HeadWeights(const ResNetConfig& config,
                        const std::shared_ptr<const engine::Weights>& weights,
                        const engine::ThreadPool& pool);

}  // namespace residua
