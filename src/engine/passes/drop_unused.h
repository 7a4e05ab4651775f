// Which nodes of a graph have to be computed for the values that are wanted.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/graph.h"

namespace residua::engine {

// An addition that is left out: one of its inputs stands for the sum.
struct NodeCut {
  std::size_t node = 0;
  std::size_t passes_on = 0;  // input: 0 the branch, 1 the shortcut
};

struct Wanted {
  std::span<const std::size_t> kept;  // nodes whose results will be read afterwards
  std::size_t first = 0;              // the node whose result is given
  bool shortcuts = true;              // false: additions pass on their branch alone
  std::span<const NodeCut> cuts;      // additions that pass on one input alone
};

struct Demand {
  // Per node, the node whose result is taken instead of its own: itself, but for an addition that
  // is left out.
  std::vector<std::size_t> alias;
  // Per node, how often its result is read, by nodes or afterwards; 0: it need not be computed.
  std::vector<std::size_t> uses;

  bool computes(std::size_t node) const { return uses[node] > 0 && alias[node] == node; }
};

// Throws Error(kInvalidOption) if what is wanted does not follow from the first node alone.
Demand DropUnused(const Graph& graph, const Wanted& wanted);

}  // namespace residua::engine
