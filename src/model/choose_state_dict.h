// Which of a file's tensors are the network's, and what they are called without what wraps it.

#pragma once

#include "checkpoint/tensor_index.h"

namespace residua {

// Clears the names of tensors that lie beside the network's state_dict, and shortens the others to
// the network's own.
//
// The state_dict is what lies under "state_dict", else "model", "model_ema" and so on (kWrappers in
// the source), or the whole. Prefixes that all of its tensors share go: "module." (DataParallel),
// "_orig_mod." (torch.compile), "model.", "backbone.", "net." and "network." (training frameworks).
// "n_averaged", the counter of torch.optim.swa_utils.AveragedModel, stands beside them without one.
void ChooseStateDict(TensorIndex& index);

}  // namespace residua
