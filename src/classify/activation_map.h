// The evidence for a class at each position of a photo: class activation mapping (Zhou et al. 2016,
// "Learning Deep Features for Discriminative Localization", equation 2).
//
// The head averages the last stage's values f over all positions and applies its weights to the
// averages. Applying the weights first gives the same result, so each position has its own share of
// the logit:
//
//   map_c(y, x) = sum over k of w_c,k * f_k(y, x)
//   logit_c     = mean over (y, x) of map_c(y, x) + bias_c
//
// The bias does not belong to a position and is kept apart, as in the paper.

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/execution.h"
#include "engine/thread_pool.h"
#include "engine/weights.h"

namespace residua {

struct ActivationMap {
  std::size_t height = 0;     // of the last stage's output
  std::size_t width = 0;      // likewise
  std::vector<float> values;  // height x width, rows from the top; negative values speak against
                              // the class
  float bias = 0;
};

// The map of class `index` for the first image of `last_stage`. Runs only the head, at each
// position.
ActivationMap MapActivations(const std::shared_ptr<const engine::Weights>& weights,
                             const engine::ValueView& last_stage, std::size_t index,
                             const engine::ThreadPool& pool);

}  // namespace residua
