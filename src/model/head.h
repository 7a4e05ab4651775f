// The head: from feature maps to one number per class.

#pragma once

#include <span>

#include "engine/graph.h"
#include "model/config.h"
#include "model/weight_source.h"

namespace residua {

// x: N x H x W x C  ->  N x 1 x 1 x num_classes
//
// Global pooling ("pooled", the embedding of the image), then linear layers ("logits").
// Convolutions before the pooling produce "maps". An encoder ends with "pooled".
engine::Value AddHead(engine::GraphBuilder& graph, engine::Value x, const ResNetConfig& config,
                      WeightSource& weights);

// Turns logits into probabilities that sum to 1, in place (softmax, computed in double).
void Softmax(std::span<float> logits);

// Turns each logit into an independent probability, in place.
void Sigmoid(std::span<float> logits);

}  // namespace residua
