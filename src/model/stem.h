// The stem: from pixels to the first feature maps.

#pragma once

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// x: N x H x W x 3  ->  N x H/4 x W/4 x C, of the original; N x H x W x C of one for small images
//
// Convolutions (one 7x7 of stride 2, or three 3x3s), batch normalisation, ReLU, 3x3 max pooling
// with stride 2.
engine::Value AddStem(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights);

}  // namespace residua
