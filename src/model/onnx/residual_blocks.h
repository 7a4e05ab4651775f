// Residual blocks in a list of steps: additions whose two sides begin at the same step.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/onnx/step.h"

namespace residua::onnx {

// The longest side of a block, in steps.
constexpr std::size_t kLongestSide = 64;

// One side of an addition, from the addition back to the step that both sides begin at.
struct Side {
  std::size_t end = 0;                    // the step that is added
  std::vector<std::size_t> steps;         // without the one that both sides begin at
  std::vector<std::size_t> convolutions;  // in the order of execution; without blurs
};

struct Block {
  std::size_t sum = 0;     // the addition
  std::size_t output = 0;  // the addition, or the activation after it
  std::size_t fork = 0;    // the step that both sides begin at
  Side branch;             // the side with more convolutions
  Side shortcut;
};

// Whether a convolution is a blur, which has no learned weights.
bool IsBlur(const Steps& steps, std::size_t step);

// The nearest preceding step that is not a normalisation, an activation or a quantisation.
std::size_t SkipElementwise(const Steps& steps, std::size_t step);

// The steps that `output` depends on, depth first, with the shortcut of an addition before its
// branch. Swaps the inputs of additions so that the branch is the first input.
std::vector<std::size_t> OrderSteps(Steps& steps, std::size_t output);

// All blocks, if each begins where the one before it ends and all have the same number of
// convolutions; otherwise none.
std::vector<Block> FindBlocks(const Steps& steps, const std::vector<std::size_t>& order);

}  // namespace residua::onnx
