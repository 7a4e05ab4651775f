// The whole network: stem, body, head.

#pragma once

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// N x H x W x 3, normalised pixels  ->  N x 1 x 1 x num_classes, logits
//
// Declares all layers, in order, through `weights`. The layers still have to be packed.
engine::Graph MakeResNet(const ResNetConfig& config, WeightSource& weights);

}  // namespace residua
