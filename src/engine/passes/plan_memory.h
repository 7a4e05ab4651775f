// Places values and the scratch memory of steps in one block of memory.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/passes/fuse.h"
#include "engine/weights.h"

namespace residua::engine {

// Sizes in bytes.
struct MemoryNeeds {
  std::span<const std::size_t> values;   // per node
  std::span<const std::size_t> scratch;  // per instruction; 0 if it needs none
  std::size_t first = 0;                 // the node whose result is the input
  std::span<const std::size_t> kept;     // nodes whose results are kept until the end
};

struct MemoryPlan {
  std::vector<std::size_t> values;   // per node: offset in bytes
  std::vector<std::size_t> scratch;  // per instruction; unspecified if it needs none
  std::size_t bytes = 0;             // of the block
};

// A step that can run in place does so if no later step reads its input.
MemoryPlan PlanMemory(const Weights& weights, std::span<const Instruction> instructions,
                      const MemoryNeeds& needs);

}  // namespace residua::engine
