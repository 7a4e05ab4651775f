// Computes weights that a file stores as two tensors.

#pragma once

#include <cstddef>
#include <span>

namespace residua {

// weight * mask, in place: torch.nn.utils.prune.
void ApplyMask(std::span<float> weight, std::span<const float> mask);

// magnitude * weight / |weight| for each of the `out_channels` rows, in place:
// torch.nn.utils.weight_norm over dimension 0 (Salimans and Kingma 2016). `magnitude` has one
// number per row.
void ApplyMagnitude(std::span<float> weight, std::span<const float> magnitude);

}  // namespace residua
