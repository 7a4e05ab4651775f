// timm's config.json, as published with its models on the Hugging Face hub:
//
//   {"architecture": "resnet18", "pretrained_cfg": {"input_size": [3, 224, 224], "crop_pct": 0.95,
//   ...}}

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "image/preprocess.h"
#include "model/hints.h"

namespace residua {

bool IsTimmConfig(JsonValue root);

// The settings implied by the architecture's name, "global_pool" and "model_args". Throws
// Error(kUnsupportedCheckpoint) or Error(kInvalidOption), with the name, for unsupported ones.
ArchitectureHints ReadTimmArchitecture(JsonValue root);

// The preprocessing of timm's evaluation transforms (timm/data/config.py, resolve_data_config;
// timm/data/transforms_factory.py, transforms_imagenet_eval). Throws Error(kInvalidOption) for a
// malformed field or an unknown filter.
PreprocessConfig ReadTimmPreprocessing(JsonValue root);

// "label_names", or "label_descriptions" where present; empty if there are none.
std::vector<std::string> ReadTimmLabels(JsonValue root);

}  // namespace residua
