// Settings of modules in a network that was saved whole. A state_dict does not contain them.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/tensor_index.h"
#include "engine/fusion.h"

namespace residua {

class ModuleFacts {
 public:
  // `index` must outlive this object.
  explicit ModuleFacts(const TensorIndex& index);

  // A size in pixels: a single number or a pair of equal numbers. Otherwise unset.
  std::optional<std::size_t> Size(const std::string& path, const char* fact) const;
  std::optional<double> Number(const std::string& path, const char* fact) const;

  // The activation that a module computes; unset if it is not an activation.
  std::optional<engine::Activation> ActivationOf(const ObjectFacts& object) const;

  // The modules at or below a path, in file order.
  std::vector<const ObjectFacts*> Below(const std::string& path) const;

  const ObjectFacts* Find(const std::string& path) const;

 private:
  const TensorIndex& index_;
  std::map<std::string, const ObjectFacts*, std::less<>> by_path_;  // modules only
};

// "Conv2d" of "torch.nn.modules.conv.Conv2d".
std::string_view ClassName(std::string_view type);

// Accepts "relu", "silu", "gelu", "leaky-relu", ... in the spellings of PyTorch, timm and
// transformers; "none" and "identity" mean no activation. Unset for all other names.
// `negative_slope` applies to leaky ReLU.
std::optional<engine::Activation> ActivationNamed(std::string name, double negative_slope = 0.01);

// "relu", "leaky-relu", ...; "no activation".
std::string NameOf(const engine::Activation& activation);

}  // namespace residua
