// The head: from feature maps to one number per class.

#pragma once

#include <span>

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// x: N x H x W x C  ->  N x 1 x 1 x num_classes
//
// Global average pooling ("pooled", the image's embedding), then a linear layer ("logits").
engine::Value AddHead(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights);

// Turns logits into probabilities that sum to 1, in place (softmax, computed in double).
void Softmax(std::span<float> logits);

}  // namespace residua
