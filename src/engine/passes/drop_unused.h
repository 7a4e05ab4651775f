// Finds the nodes of a graph that the requested values need.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/graph.h"

namespace residua::engine {

// An addition that is left out: one of its inputs replaces the sum.
struct NodeCut {
  std::size_t node = 0;
  std::size_t passes_on = 0;  // input: 0 the branch, 1 the shortcut
};

struct Wanted {
  std::span<const std::size_t> kept;  // nodes whose results are read after the run
  std::size_t first = 0;              // the node whose result is the input
  bool shortcuts = true;              // if false, additions pass on only their branch
  std::span<const NodeCut> cuts;      // additions that pass on only one input
};

struct Demand {
  // Per node, the node whose result replaces its own: itself, unless it is an addition that is left
  // out.
  std::vector<std::size_t> alias;
  // Per node, how often its result is read, by nodes or after the run; 0 if it need not be
  // computed.
  std::vector<std::size_t> uses;

  bool computes(std::size_t node) const { return uses[node] > 0 && alias[node] == node; }
};

// Throws Error(kInvalidOption) if the requested values do not follow from the first node alone.
Demand DropUnused(const Graph& graph, const Wanted& wanted);

}  // namespace residua::engine
