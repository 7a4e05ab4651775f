// From the modules of a parsed network to the network: what each does, by hints, by what the file
// says, and else by convention.

#pragma once

#include "checkpoint/tensor_index.h"
#include "model/hints.h"
#include "model/network_grammar.h"
#include "model/recognise.h"

namespace residua {

// Fills config, layers and assumptions. Throws Error(kUnsupportedCheckpoint) for what is not run,
// and where a hint is needed.
RecognisedNetwork Assemble(const ModuleTree& tree, const ParsedNetwork& parsed,
                           const TensorIndex& index, const ArchitectureHints& hints);

}  // namespace residua
