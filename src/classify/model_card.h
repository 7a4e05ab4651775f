// Information about a model besides its weights: properties of the architecture that tensors do not
// reveal, preprocessing, class names, and calibration. Used by the checkpoint's metadata, a file
// beside it, the page, the module and weights/models.json.

#pragma once

#include <optional>
#include <string_view>

#include "classify/calibration.h"
#include "classify/groups.h"
#include "classify/labels.h"
#include "classify/novelty.h"
#include "image/preprocess.h"
#include "model/recognise.h"

namespace residua {

struct ModelCard {
  ArchitectureHints architecture;
  std::optional<PreprocessConfig> preprocess;  // unset if unspecified
  bool says_input_size = false;                // whether sizes in `preprocess` are specified
  bool says_normalisation = false;             // whether mean and deviation in `preprocess` are
                                               // specified
  Labels labels;                               // empty if unspecified
  Groups groups;                               // empty if unspecified
  std::optional<double> temperature;           // see Calibration
  std::optional<double> threshold;
  std::optional<Novelty> novelty;  // of a network with taught classes

  // Fills unset fields from `other`; sizes, and mean with deviation, are separate fields.
  void FillFrom(const ModelCard& other);

  Calibration calibration() const;
};

// Reads JSON in one of these forms; unknown fields are ignored.
//
//   Residua's    {"architecture": {...}, see architecture_config.h, "output": "softmax" |
//   "sigmoid",
//                 "preprocessing": {"resizeShortSide": 256 | "resizeTo": [h, w], "cropSize": 224 |
//                 [h, w], "interpolation": "bilinear" | "bicubic", "mean": [r, g, b], "std": [r, g,
//                 b]}, "labels": ["tench", ...], "groups": {"fish": [[0, 6]], ...},
//                 "temperature": 1.3, "threshold": 0.4}; "preprocessing" may also be
//                 "torchvision-v1" or "torchvision-v2", the presets of its IMAGENET1K_V1 and _V2
//                 weights, which nothing in their files tells apart; "groups" as Groups::FromJson
//                 takes them; "temperature" is from 0.01 to 100, "threshold" a probability
//   timm's       config.json, see timm_config.h
//   transformers' config.json or preprocessor_config.json, see transformers_config.h; or both in
//   one object
//
// Throws Error(kInvalidOption) if it is not a JSON object, or if none of these forms is recognised.
ModelCard ParseModelCard(std::string_view json);

}  // namespace residua
