// Which nodes of a graph have to be computed for the values that are wanted.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/graph.h"

namespace residua::engine {

struct Wanted {
  std::span<const std::size_t> kept;  // nodes whose results will be read afterwards
  std::size_t first = 0;              // the node whose result is given
  bool shortcuts = true;              // false: additions pass on their branch alone
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
