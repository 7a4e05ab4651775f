// ImageNet's 1000 classes (ILSVRC 2012): recognised by their names, grouped by
// weights/imagenet-groups.json.

#pragma once

#include <cstddef>

#include "classify/groups.h"
#include "classify/labels.h"

namespace residua {

inline constexpr std::size_t kImageNetClasses = 1000;

// Whether they are the names of ImageNet's classes, as PyTorch, timm, transformers, Keras or
// weights/imagenet-labels.txt write them: "golden retriever", "golden_retriever", "tench, Tinca
// tinca". A few that all of these have stand for the rest.
bool AreImageNetLabels(const Labels& labels);

// The everyday groups in English.
Groups ImageNetGroups();

}  // namespace residua
