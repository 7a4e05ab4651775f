// Identifies networks of other families that are often called ResNets, and files that contain no
// network, by the names and shapes of their tensors.

#pragma once

#include <optional>
#include <string>

#include "checkpoint/tensor_index.h"

namespace residua {

// Like OtherFamily, for families with tensors that could belong to a ResNet although they compute
// something else. Call it before recognition.
std::optional<std::string> Lookalike(const TensorIndex& index);

// Describes an index in which no ResNet was recognised, and what to do, in complete sentences.
// Unset if the family is unknown. The statements hold for every network with such tensors; features
// that an ordinary ResNet may have are not considered.
std::optional<std::string> OtherFamily(const TensorIndex& index);

}  // namespace residua
