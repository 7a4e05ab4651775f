// The stem: from pixels to the first feature maps.

#pragma once

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// x: N x H x W x 3  ->  N x H/4 x W/4 x C for the original stem, N x H x W x C for small images
//
// Convolutions (one 7x7 with stride 2, or three 3x3), batch normalisation, ReLU, 3x3 max pooling
// with stride 2.
engine::Value AddStem(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights);

}  // namespace residua
