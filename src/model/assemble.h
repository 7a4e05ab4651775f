// Builds a network from the modules of a parsed checkpoint. Hints come first, then the settings in
// the file, then conventions.

#pragma once

#include "checkpoint/tensor_index.h"
#include "model/hints.h"
#include "model/network_grammar.h"
#include "model/recognise.h"

namespace residua {

// Fills config, layers and assumptions. Throws Error(kUnsupportedCheckpoint) if the network has an
// unsupported part or if a required hint is missing.
RecognisedNetwork Assemble(const ModuleTree& tree, const ParsedNetwork& parsed,
                           const TensorIndex& index, const ArchitectureHints& hints);

}  // namespace residua
