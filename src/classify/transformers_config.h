// Hugging Face transformers' config.json (of the model) and preprocessor_config.json:
//
//   {"model_type": "resnet", "downsample_in_first_stage": false, "id2label": {"0": "tench", ...},
//   ...}
//   {"do_resize": true, "size": {"shortest_edge": 224}, "crop_pct": 0.875, "resample": 3, ...}

#pragma once

#include "core/json.h"
#include "image/preprocess.h"
#include "model/recognise.h"

namespace residua {

bool IsTransformersModel(JsonValue root);
bool IsTransformersPreprocessor(JsonValue root);

// Properties of the architecture that tensors do not reveal (configuration_resnet.py). Throws
// Error(kInvalidOption) for a malformed field.
ArchitectureHints ReadTransformersArchitecture(JsonValue root);

// The preprocessing of the image processor: ConvNextImageProcessor's arithmetic if there is a
// crop_pct, BitImageProcessor's if the shorter side is given, otherwise ViTImageProcessor's
// (image_processing_convnext.py, _bit.py, _vit.py). Throws Error(kInvalidOption) as above, and for
// an unknown filter.
PreprocessConfig ReadTransformersPreprocessing(JsonValue root);

}  // namespace residua
