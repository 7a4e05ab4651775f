// Where in one block of memory each value and each step's scratch lies.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/passes/fuse.h"
#include "engine/weights.h"

namespace residua::engine {

// What has to find room, in bytes.
struct MemoryNeeds {
  std::span<const std::size_t> values;   // per node
  std::span<const std::size_t> scratch;  // per instruction; 0: none
  std::size_t first = 0;                 // the node whose result is given
  std::span<const std::size_t> kept;     // nodes whose results stay until the end
};

struct MemoryPlan {
  std::vector<std::size_t> values;   // per node: bytes from the block's beginning
  std::vector<std::size_t> scratch;  // per instruction; meaningless where it has none
  std::size_t bytes = 0;             // of the block
};

// A step that can run in place does so where its input is read by no later one.
MemoryPlan PlanMemory(const Weights& weights, std::span<const Instruction> instructions,
                      const MemoryNeeds& needs);

}  // namespace residua::engine
