// Whether a network's blocks are of one making. Networks are written with a loop: where one block
// differs in kind, a tensor is missing or has another shape.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/block_grammar.h"
#include "model/module_tree.h"

namespace residua {

// Compares the blocks' groups, gates and shortcuts. Unset if they are alike, else how two differ.
// `stages` has at least one block.
std::optional<std::string> DifferenceOfBlocks(const ModuleTree& tree,
                                              const std::vector<std::vector<FoundBlock>>& stages);

}  // namespace residua
