// Determines whether a file shows that the blocks of a network have shortcuts. A shortcut without
// weights leaves no tensor, so a plain network of paired convolutions has the same tensors.

#pragma once

#include "model/module_facts.h"
#include "model/module_tree.h"
#include "model/network_grammar.h"

namespace residua {

// True if there is a projection. For basic blocks, also true if there is a gate, if a name or a
// class contains the word "res", or if blocks have their own class in numbered stages, as in
// torchvision's "layer1.0.conv1".
bool ShowsShortcuts(const ModuleTree& tree, const ModuleFacts& facts, const ParsedNetwork& network);

}  // namespace residua
