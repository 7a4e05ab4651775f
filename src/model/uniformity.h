// Checks that the blocks of a network have the same design. Networks are built in a loop, so a
// block that differs indicates a missing tensor or a wrong shape.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/block_grammar.h"
#include "model/module_tree.h"

namespace residua {

// Compares the groups, gates and shortcuts of the blocks. Unset if they match, otherwise a
// description of the difference. `stages` must contain at least one block.
std::optional<std::string> DifferenceOfBlocks(const ModuleTree& tree,
                                              const std::vector<std::vector<FoundBlock>>& stages);

}  // namespace residua
