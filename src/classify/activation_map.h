// Where a photo speaks for a class: class activation mapping (Zhou et al. 2016, "Learning Deep
// Features for Discriminative Localization", equation 2).
//
// The head averages the last stage's values f over all places and weighs the averages. Weighing
// first and averaging afterwards gives the same, so every place has its own share of the logit:
//
//   map_c(y, x) = sum over k of w_c,k * f_k(y, x)
//   logit_c     = mean over (y, x) of map_c(y, x) + bias_c
//
// The bias has no place and is kept apart, as in the paper.

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
  std::vector<float> values;  // height x width, rows from the top; below 0: against the class
  float bias = 0;
};

// The map of class `index` for the first image of `last_stage`. The head alone is
// run over its places.
ActivationMap MapActivations(const std::shared_ptr<const engine::Weights>& weights,
                             const engine::ValueView& last_stage, std::size_t index,
                             const engine::ThreadPool& pool);

}  // namespace residua
