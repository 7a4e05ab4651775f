// The body: stages of residual blocks (He et al. 2015, table 1).
//
// Every block adds the output of its branch to the output of its shortcut, so that the branch only
// has to learn the difference.

#pragma once

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// x: N x H x W x C  ->  N x H/8 x W/8 x C', for four stages of which the first keeps the size
//
// Values that can be read by name: every stage ("stage1"), every block ("stage1.block1"), and
// within a block the ".shortcut", the ".branch" and their ".sum" before the last activation.
engine::Value AddBody(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights);

}  // namespace residua
