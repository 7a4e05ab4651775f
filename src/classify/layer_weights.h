// The weights of the two layers that make sense to people without the rest: the stem's first
// filters, which look at pixels, and the head's, which weigh channels for each class.
//
// Packed weights cannot be read back. What a linear layer makes of an input that is 1 in one place
// and 0 elsewhere is its weight for that place, though, plus the bias that it makes of zeros.

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

// From what the head pools to the logits. Throws Error(kInvalidOption) if that is not one linear
// function: no classes, or activations between several layers.
LayerValues HeadWeights(const ResNetConfig& config,
                        const std::shared_ptr<const engine::Weights>& weights,
                        const engine::ThreadPool& pool);

}  // namespace residua
