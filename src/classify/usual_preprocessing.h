// How photos are prepared where no configuration says it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "classify/model_card.h"
#include "image/preprocess.h"
#include "model/network_loader.h"

namespace residua {

// What the card says; what it leaves open is by the network's kind: torchvision's way (shorter side
// 256, centre 224, ImageNet's mean and deviation; in proportion for the size that an ONNX graph
// asks for); of a network for small images 32 x 32 and CIFAR-10's; of one channel 0.5 and 0.5. A
// network that normalises itself does so by its own numbers. What was assumed is appended to
// `assumptions`.
PreprocessConfig PreprocessingFor(const Network& network, const ModelCard& card,
                                  std::vector<std::string>& assumptions);

}  // namespace residua
