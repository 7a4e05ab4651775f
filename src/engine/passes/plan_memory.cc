#include "engine/passes/plan_memory.h"

#include <algorithm>
#include <limits>

#include "engine/aligned_buffer.h"
#include "engine/passes/buffer_layout.h"

namespace residua::engine {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Per node, the last instruction that reads its result; one past the end for results that are kept.
std::vector<std::size_t> LastUses(std::span<const Instruction> instructions,
                                  const MemoryNeeds& needs) {
  std::vector<std::size_t> last(needs.values.size(), 0);
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    for (const std::size_t input : instructions[i].inputs) last[input] = i;
  }
  for (const std::size_t node : needs.kept) last[node] = instructions.size();
  return last;
}

}  // namespace

MemoryPlan PlanMemory(const Weights& weights, std::span<const Instruction> instructions,
                      const MemoryNeeds& needs) {
  const std::vector<std::size_t> last = LastUses(instructions, needs);
  // One buffer per value, or for several values if steps run in place, then one per scratch.
  std::vector<BufferNeed> buffers;
  std::vector<std::size_t> buffer_of(needs.values.size(), kNone);
  std::vector<std::size_t> scratch_of(instructions.size(), kNone);
  buffer_of[needs.first] = 0;
  buffers.push_back({.bytes = needs.values[needs.first], .first = 0, .last = last[needs.first]});

  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& instruction = instructions[i];
    const std::size_t result = instruction.result;
    const Kernel& kernel = weights.kernel(instruction.node);
    for (std::size_t k = 0; k < instruction.inputs.size() && buffer_of[result] == kNone; ++k) {
      const std::size_t candidate = buffer_of[instruction.inputs[k]];
      if (buffers[candidate].last == i && buffers[candidate].bytes == needs.values[result] &&
          kernel.CanRunInPlace(k)) {
        buffer_of[result] = candidate;
        buffers[candidate].last = last[result];
      }
    }
    if (buffer_of[result] == kNone) {
      buffer_of[result] = buffers.size();
      buffers.push_back({.bytes = needs.values[result], .first = i, .last = last[result]});
    }
    if (needs.scratch[i] > 0) {
      scratch_of[i] = buffers.size();
      buffers.push_back({.bytes = needs.scratch[i], .first = i, .last = i});
    }
  }

  const BufferLayout layout = LayOutBuffers(buffers, kBufferAlignment);
  const auto offsets = [&](const std::vector<std::size_t>& indices) {
    std::vector<std::size_t> found(indices.size(), 0);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (indices[i] != kNone) found[i] = layout.offsets[indices[i]];
    }
    return found;
  };
  return {.values = offsets(buffer_of), .scratch = offsets(scratch_of), .bytes = layout.bytes};
}

}  // namespace residua::engine
