// The grammar of one residual block: finds the branch, the shortcut and the gate among the modules
// below a node of the tree. Names are not required.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/config.h"
#include "model/module_tree.h"
#include "model/norm_pairing.h"

namespace residua {

struct FoundBlock {
  BlockConfig config;  // strides and paddings assume a stride of 1
  std::vector<NormedLayer> convolutions;
  NormedLayer projection;         // if config.shortcut is kProjection
  std::vector<std::size_t> gate;  // modules: two (squeeze, excite) or one
  std::size_t node = 0;
};

// Parses the modules in `below` as one block: two convolutions of at least 3x3, or three of 1x1,
// 3x3 (possibly grouped) and 1x1; optionally a 1x1 projection and a gate. If `ordered` is false,
// the order of the modules carries no information. If parsing fails, `why` may contain the reason.
std::optional<FoundBlock> ParseBlock(const ModuleTree& tree, const std::vector<std::size_t>& below,
                                     bool ordered, std::string& why);

}  // namespace residua
