// Whether a file shows that a network's blocks have shortcuts at all. One without weights leaves no
// tensor, and a plain network of pairs of convolutions has the same tensors.

#pragma once

#include "model/module_facts.h"
#include "model/module_tree.h"
#include "model/network_grammar.h"

namespace residua {

// True if there is a projection; of basic blocks also if there is a gate, if a name or a class says
// "res", or if blocks are classes of their own in numbered stages: torchvision's "layer1.0.conv1".
bool ShowsShortcuts(const ModuleTree& tree, const ModuleFacts& facts, const ParsedNetwork& network);

}  // namespace residua
