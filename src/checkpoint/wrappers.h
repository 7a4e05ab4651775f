// What wraps a network in training puts its own name before every tensor's.

#pragma once

#include "checkpoint/tensor_index.h"

namespace residua {

// Removes prefixes that all tensors share, one within the other: "module." (DataParallel),
// "_orig_mod." (torch.compile), "model.", "backbone.", "net." and "network." (training frameworks).
// "n_averaged", the counter of torch.optim.swa_utils.AveragedModel, stands beside them without one.
void StripWrapperPrefixes(TensorIndex& index);

}  // namespace residua
