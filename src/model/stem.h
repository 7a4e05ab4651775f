// The stem: from pixels to the first feature maps, a quarter as high and wide.

#pragma once

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// x: N x H x W x 3  ->  N x H/4 x W/4 x C
//
// Convolution with stride 2 (7x7, or three 3x3s), batch normalisation, ReLU, 3x3 max pooling with
// stride 2.
engine::Value AddStem(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights);

}  // namespace residua
