// What the user asks for when kernels are chosen.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace residua::engine {

enum class KernelChoice {
  kAuto,    // the fastest kernel within the memory that it is worth
  kDirect,  // XNNPACK's micro-kernels on the definition, for everything: the reference
  kLean,    // no filters that take more memory than those of the checkpoint
};

// "auto", "direct" or "lean"; nothing for another name.
std::optional<KernelChoice> KernelChoiceNamed(std::string_view name);

// Kernels are chosen when weights are packed, before any input is seen: for inputs of this size.
// Other sizes run with the same kernels, correctly, if not always at their fastest.
struct KernelOptions {
  KernelChoice choice = KernelChoice::kAuto;
  std::size_t height = 224;  // of the network's usual input, pixels
  std::size_t width = 224;
};

}  // namespace residua::engine
