// timm's config.json, as its models on the Hugging Face hub have it:
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

// What the architecture's name, "global_pool" and "model_args" say. Throws
// Error(kUnsupportedCheckpoint) or Error(kInvalidOption) for what is not run, by name.
ArchitectureHints ReadTimmArchitecture(JsonValue root);

// What timm's evaluation transforms do with a photo (timm/data/config.py, resolve_data_config;
// timm/data/transforms_factory.py, transforms_imagenet_eval). Throws Error(kInvalidOption) for a
// field of the wrong form, or for a filter that is not known.
PreprocessConfig ReadTimmPreprocessing(JsonValue root);

// "label_names", in words where "label_descriptions" has them; empty if there are none.
std::vector<std::string> ReadTimmLabels(JsonValue root);

}  // namespace residua
