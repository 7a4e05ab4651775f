#include "engine/kernel_choice.h"

namespace residua::engine {

std::optional<KernelChoice> KernelChoiceNamed(std::string_view name) {
  if (name == "auto") return KernelChoice::kAuto;
  if (name == "direct") return KernelChoice::kDirect;
  if (name == "lean") return KernelChoice::kLean;
  return std::nullopt;
}

}  // namespace residua::engine
