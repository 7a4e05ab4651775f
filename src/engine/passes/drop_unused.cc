#include "engine/passes/drop_unused.h"

#include <algorithm>

#include "core/error.h"

namespace residua::engine {

Demand DropUnused(const Graph& graph, const Wanted& wanted) {
  const std::vector<Node>& nodes = graph.nodes();
  Demand demand{.alias = std::vector<std::size_t>(nodes.size()),
                .uses = std::vector<std::size_t>(nodes.size(), 0)};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool without = !wanted.shortcuts && nodes[i].op && nodes[i].op->JoinsShortcut();
    const auto cut = std::ranges::find(wanted.cuts, i, &NodeCut::node);
    if (cut != wanted.cuts.end()) {
      demand.alias[i] = demand.alias[nodes[i].inputs[cut->passes_on]];
    } else {
      demand.alias[i] = without ? demand.alias[nodes[i].inputs[0]] : i;
    }
  }
  for (const std::size_t node : wanted.kept) ++demand.uses[demand.alias[node]];
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (!demand.computes(i) || i == wanted.first) continue;
    if (i == 0) {
      throw Error(ErrorCode::kInvalidOption,
                  "A requested value does not follow from the one that the execution starts with.");
    }
    for (const std::size_t input : nodes[i].inputs) ++demand.uses[demand.alias[input]];
  }
  return demand;
}

}  // namespace residua::engine
