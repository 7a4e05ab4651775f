// Turns the needed nodes into instructions, and fuses additions and activations into the kernel
// before them if nothing else reads the value in between.

#pragma once

#include <cstddef>
#include <vector>

#include "engine/fusion.h"
#include "engine/passes/drop_unused.h"
#include "engine/weights.h"

namespace residua::engine {

struct Instruction {
  std::size_t node = 0;             // the node whose kernel runs
  std::size_t result = 0;           // the node whose result it computes: a different one if it
                                    // fuses
  std::vector<std::size_t> inputs;  // nodes; the addend is the last
  Fusion fusion;
};

std::vector<Instruction> Fuse(const Weights& weights, const Demand& demand, std::size_t first = 0);

}  // namespace residua::engine
