#include "engine/passes/fuse.h"

#include <limits>
#include <optional>

namespace residua::engine {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

}  // namespace

std::vector<Instruction> Fuse(const Weights& weights, const Demand& demand, std::size_t first) {
  const std::vector<Node>& nodes = weights.graph().nodes();
  std::vector<Instruction> instructions;
  std::vector<std::size_t> computed_by(nodes.size(), kNone);  // instruction

  // Whether the node is fused into the instruction that computes its first input.
  const auto fused = [&](std::size_t node, const std::vector<std::size_t>& inputs) {
    const std::optional<Fusion> fusion = nodes[node].op->AsFusion();
    const std::size_t host = computed_by[inputs[0]];
    if (!fusion || host == kNone || demand.uses[inputs[0]] != 1) return false;
    Instruction& instruction = instructions[host];
    const std::optional<Fusion> merged = Merge(instruction.fusion, *fusion);
    if (!merged || !weights.kernel(instruction.node).CanFuse(*merged)) return false;
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      // An addend must be computed before the instruction it is fused into.
      if (computed_by[inputs[i]] != kNone && computed_by[inputs[i]] >= host) return false;
    }
    instruction.inputs.insert(instruction.inputs.end(), inputs.begin() + 1, inputs.end());
    instruction.fusion = *merged;
    instruction.result = node;
    computed_by[node] = host;
    return true;
  };

  for (std::size_t i = first + 1; i < nodes.size(); ++i) {
    if (!demand.computes(i)) continue;
    std::vector<std::size_t> inputs;
    for (const std::size_t input : nodes[i].inputs) inputs.push_back(demand.alias[input]);
    if (fused(i, inputs)) continue;
    computed_by[i] = instructions.size();
    instructions.push_back({.node = i, .result = i, .inputs = std::move(inputs)});
  }
  return instructions;
}

}  // namespace residua::engine
