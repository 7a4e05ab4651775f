// The grammar of one residual block: which modules below a node of the tree are its branch, its
// shortcut and its gate, whatever they are called.

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
  BlockConfig config;  // strides and paddings are those of stride 1
  std::vector<NormedLayer> convolutions;
  NormedLayer projection;         // if config.shortcut is kProjection
  std::vector<std::size_t> gate;  // modules: two (squeeze, excite) or one
  std::size_t node = 0;
};

// Whether the modules in `below`, in their order, are one block: two convolutions of at least 3x3,
// or 1x1, 3x3 (perhaps grouped), 1x1; perhaps a 1x1 projection beside them; perhaps a gate. Where
// `ordered` is false, their order tells nothing. If not, `why` may say what is in the way.
std::optional<FoundBlock> ParseBlock(const ModuleTree& tree, const std::vector<std::size_t>& below,
                                     bool ordered, std::string& why);

}  // namespace residua
