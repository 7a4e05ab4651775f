// The default preprocessing if no configuration specifies it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "classify/model_card.h"
#include "image/preprocess.h"
#include "model/network_loader.h"

namespace residua {

// The card's preprocessing; unset fields depend on the kind of network: torchvision's values
// (shorter side 256, centre 224, ImageNet's mean and deviation; scaled to the input size of an ONNX
// graph); 32 x 32 and CIFAR-10's values for small images; 0.5 and 0.5 for one channel. A network
// that normalises its input uses its own values. Assumptions are appended to `assumptions`.
PreprocessConfig PreprocessingFor(const Network& network, const ModelCard& card,
                                  std::vector<std::string>& assumptions);

}  // namespace residua
