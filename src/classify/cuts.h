// The parts of a network's blocks that can be left out, by name.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/execution.h"
#include "engine/graph.h"

namespace residua {

struct NamedCuts {
  std::vector<engine::Cut> cuts;
  // The input of the first block with a cut; everything before it is unchanged. Empty if there are
  // no cuts.
  std::string first_input;
};

// "stage2.block1" and "stage2.block1.branch" leave out the block's branch, so that only its
// shortcut is passed on; "stage2.block1.shortcut" leaves out the shortcut. Throws
// Error(kInvalidOption) for a name that is not a block's, and if nothing would be left of a block.
NamedCuts CutsNamed(std::span<const std::string> without, const engine::Graph& graph);

// The inputs of the blocks, in the order of computation: the points at which an earlier run can be
// resumed.
std::vector<std::string> BlockInputs(const engine::Graph& graph);

}  // namespace residua
