#include "model/onnx/residual_blocks.h"

#include <algorithm>

namespace residua::onnx {
namespace {

bool Is(const Steps& steps, std::size_t step, StepKind kind) { return steps[step].kind == kind; }

// The steps from `step` back to the end of the previous block, along the first inputs.
std::vector<std::size_t> ChainFrom(const Steps& steps, std::size_t step) {
  std::vector<std::size_t> chain;
  while (chain.size() < kLongestSide) {
    chain.push_back(step);
    if (Is(steps, step, StepKind::kInput) ||
        (Is(steps, step, StepKind::kAddition) && chain.size() > 1)) {
      break;
    }
    step = steps[step].inputs[0];
  }
  return chain;
}

Side SideUpTo(const Steps& steps, const std::vector<std::size_t>& chain, std::size_t fork) {
  Side side{.end = chain[0], .steps = {}, .convolutions = {}};
  for (const std::size_t step : chain) {
    if (step == fork) break;
    side.steps.push_back(step);
    if (Is(steps, step, StepKind::kConvolution) && !IsBlur(steps, step)) {
      side.convolutions.insert(side.convolutions.begin(), step);
    }
  }
  return side;
}

std::optional<Block> BlockAt(const Steps& steps, std::size_t sum) {
  const std::vector<std::size_t> a = ChainFrom(steps, steps[sum].inputs[0]);
  const std::vector<std::size_t> b = ChainFrom(steps, steps[sum].inputs[1]);
  const auto common = std::ranges::find_first_of(a, b);
  if (common == a.end()) return std::nullopt;
  Block block{.sum = sum,
              .output = sum,
              .fork = *common,
              .branch = SideUpTo(steps, a, *common),
              .shortcut = SideUpTo(steps, b, *common)};
  if (block.branch.convolutions.size() < block.shortcut.convolutions.size()) {
    std::swap(block.branch, block.shortcut);
  }
  return block;
}

}  // namespace

bool IsBlur(const Steps& steps, std::size_t step) {
  const Step& s = steps[step];
  return s.kind == StepKind::kConvolution && s.layer->groups == s.layer->in_channels &&
         s.layer->groups > 1 && steps[s.inputs[0]].reflects;
}

std::size_t SkipElementwise(const Steps& steps, std::size_t step) {
  while (Is(steps, step, StepKind::kAffine) || Is(steps, step, StepKind::kActivation) ||
         Is(steps, step, StepKind::kQuantisation)) {
    step = steps[step].inputs[0];
  }
  return step;
}

std::vector<std::size_t> OrderSteps(Steps& steps, std::size_t output) {
  struct Visit {
    std::size_t step;
    std::size_t next;  // input
  };
  std::vector<std::size_t> order = {0};
  std::vector<bool> seen(steps.size(), false);
  seen[0] = true;
  std::vector<Visit> stack;
  const auto enter = [&](std::size_t step) {
    if (seen[step]) return;
    seen[step] = true;
    if (Is(steps, step, StepKind::kAddition)) {
      const std::optional<Block> block = BlockAt(steps, step);
      if (block && block->branch.end != steps[step].inputs[0]) {
        std::swap(steps[step].inputs[0], steps[step].inputs[1]);
      }
    }
    stack.push_back({step, 0});
  };
  enter(output);
  while (!stack.empty()) {
    const std::size_t step = stack.back().step;
    const std::vector<std::size_t>& inputs = steps[step].inputs;
    if (stack.back().next == inputs.size()) {
      order.push_back(step);
      stack.pop_back();
      continue;
    }
    // From the last input to the first.
    enter(inputs[inputs.size() - ++stack.back().next]);
  }
  return order;
}

std::vector<Block> FindBlocks(const Steps& steps, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> uses(steps.size(), 0);
  for (const std::size_t step : order) {
    for (const std::size_t input : steps[step].inputs) ++uses[input];
  }
  std::vector<Block> blocks;
  for (const std::size_t step : order) {
    // An activation that is the only reader of the last sum completes its block.
    if (!blocks.empty() && Is(steps, step, StepKind::kActivation)) {
      Block& last = blocks.back();
      if (steps[step].inputs[0] == last.sum && uses[last.sum] == 1) last.output = step;
    }
    if (!Is(steps, step, StepKind::kAddition)) continue;
    const std::optional<Block> block = BlockAt(steps, step);
    if (!block) return {};
    const std::size_t layers = block->branch.convolutions.size();
    if ((layers != 2 && layers != 3) || block->shortcut.convolutions.size() > 1) return {};
    if (!blocks.empty() && (SkipElementwise(steps, block->fork) != blocks.back().sum ||
                            layers != blocks.back().branch.convolutions.size())) {
      return {};
    }
    blocks.push_back(*block);
  }
  return blocks;
}

}  // namespace residua::onnx
