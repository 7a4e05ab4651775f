// What a network that was saved whole says of its modules, for which a state_dict has no room.

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
  // `index` must outlive it.
  explicit ModuleFacts(const TensorIndex& index);

  // A size in pixels, of one number or a pair of equal ones.
  std::optional<std::size_t> Size(const std::string& path, const char* fact) const;
  std::optional<double> Number(const std::string& path, const char* fact) const;

  // The activation that a module is; unset if it is none.
  std::optional<engine::Activation> ActivationOf(const ObjectFacts& object) const;

  // The modules at or below a path, in order.
  std::vector<const ObjectFacts*> Below(const std::string& path) const;

  const ObjectFacts* Find(const std::string& path) const;

 private:
  const TensorIndex& index_;
  std::map<std::string, const ObjectFacts*, std::less<>> by_path_;  // modules alone
};

// "Conv2d" of "torch.nn.modules.conv.Conv2d".
std::string_view ClassName(std::string_view type);

// "relu", "silu", "gelu", "leaky-relu", ... also as PyTorch, timm and transformers spell them;
// `negative_slope` is leaky ReLU's. Unset for others; "none" and "identity" are no activation.
std::optional<engine::Activation> ActivationNamed(std::string name, double negative_slope = 0.01);

// "relu", "leaky-relu", ...; "no activation".
std::string NameOf(const engine::Activation& activation);

}  // namespace residua
