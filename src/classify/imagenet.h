// ImageNet's 1000 classes (ILSVRC 2012): recognised by name, grouped by
// weights/imagenet-groups.json.

#pragma once

#include <cstddef>

#include "classify/groups.h"
#include "classify/labels.h"

namespace residua {

inline constexpr std::size_t kImageNetClasses = 1000;

// Whether these are the names of ImageNet's classes as written by PyTorch, timm, transformers,
// Keras or weights/imagenet-labels.txt: "golden retriever", "golden_retriever", "tench, Tinca
// tinca". Compares a few names that are common to all of these.
bool AreImageNetLabels(const Labels& labels);

// The everyday groups in English.
Groups ImageNetGroups();

}  // namespace residua
