// The caller's preference for the choice of kernels.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace residua::engine {

enum class KernelChoice {
  kAuto,    // the fastest kernel, within a memory budget
  kDirect,  // only XNNPACK's micro-kernels, by the definition: the reference
  kLean,    // no filters larger than those of the checkpoint
};

// "auto", "direct" or "lean"; empty for any other name.
std::optional<KernelChoice> KernelChoiceNamed(std::string_view name);

// The input size that kernels are chosen for when weights are packed. Other sizes give correct
// results, but may not run at full speed.
struct KernelOptions {
  KernelChoice choice = KernelChoice::kAuto;
  std::size_t height = 224;  // of the network's usual input, pixels
  std::size_t width = 224;
};

}  // namespace residua::engine
