// What can be left out of a network's blocks, by name.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/execution.h"
#include "engine/graph.h"

namespace residua {

struct NamedCuts {
  std::vector<engine::Cut> cuts;
  // The value that the first block with a cut takes in: nothing before it changes. Empty: no cuts.
  std::string first_input;
};

// "stage2.block1" and "stage2.block1.branch" leave the block's branch out, so that its shortcut
// alone is passed on; "stage2.block1.shortcut" leaves the shortcut out. Throws
// Error(kInvalidOption) for a name that is no block's, and if nothing would be left of a block.
NamedCuts CutsNamed(std::span<const std::string> without, const engine::Graph& graph);

// What the blocks take in, in the order of computation: the points at which a run can go on that
// was begun before.
std::vector<std::string> BlockInputs(const engine::Graph& graph);

}  // namespace residua
