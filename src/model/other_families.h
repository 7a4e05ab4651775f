// Networks of other families that people have under the name of a ResNet, and parts of files that
// are no network, told by the names and shapes of their tensors.

#pragma once

#include <optional>
#include <string>

#include "checkpoint/tensor_index.h"

namespace residua {

// Of families whose tensors could be those of a ResNet that computes something else, as
// OtherFamily: to be asked before one is recognised.
std::optional<std::string> Lookalike(const TensorIndex& index);

// For an index that no ResNet was recognised in: what it is and what to do, as complete sentences.
// Nothing if it is none of those that are known. What it says is true of any network with such
// tensors; it does not look at anything a plain ResNet may have.
std::optional<std::string> OtherFamily(const TensorIndex& index);

}  // namespace residua
