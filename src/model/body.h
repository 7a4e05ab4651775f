// The body: stages of residual blocks (He et al. 2015, table 1).
//
// Every block adds what its branch computes to what its shortcut carries past it, so that a block
// only has to learn the difference.

#pragma once

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// x: N x H x W x C  ->  N x H/8 x W/8 x C', of four stages of which the first keeps the size
//
// Users may look at "stage1", "stage2" and so on, at every block ("stage1.block1"), and within a
// block at its ".shortcut", its ".branch" and their ".sum" before the last activation.
engine::Value AddBody(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights);

}  // namespace residua
