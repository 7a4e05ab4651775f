#include "model/choose_state_dict.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace residua {
namespace {

// Where training scripts put the state_dict, the likeliest first.
constexpr std::string_view kWrappers[] = {
    "state_dict.", "model.",  "model_ema.",   "state_dict_ema.", "model_state_dict.", "net.",
    "network.",    "module.", "model_state.", "weights.",        "ema_state_dict."};

constexpr std::string_view kPrefixes[] = {"module.",   "_orig_mod.", "model.",
                                          "backbone.", "net.",       "network."};

// A name that is nothing but the prefix keeps it.
bool Has(const TensorEntry& tensor, std::string_view prefix) {
  return tensor.name.size() > prefix.size() && tensor.name.starts_with(prefix);
}

// Of a tensor that counts how the file is wrapped.
bool IsCounted(const TensorEntry& tensor) {
  return !tensor.name.empty() && tensor.name != "n_averaged";
}

void StripPrefixes(TensorIndex& index) {
  if (std::ranges::none_of(index.tensors, IsCounted)) return;
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string_view prefix : kPrefixes) {
      const bool shared = std::ranges::all_of(index.tensors, [&](const TensorEntry& tensor) {
        return Has(tensor, prefix) || !IsCounted(tensor);
      });
      if (!shared) continue;
      for (TensorEntry& tensor : index.tensors) {
        if (IsCounted(tensor)) tensor.name.erase(0, prefix.size());
      }
      stripped = true;
    }
  }
}

// Keeps what lies under a wrapper, if there is one with a convolution in it.
void Unwrap(TensorIndex& index) {
  constexpr std::size_t kConvolution = 4;  // dimensions
  for (const std::string_view wrapper : kWrappers) {
    const bool found = std::ranges::any_of(index.tensors, [&](const TensorEntry& tensor) {
      return Has(tensor, wrapper) && tensor.shape.size() == kConvolution;
    });
    if (!found) continue;
    for (TensorEntry& tensor : index.tensors) {
      if (Has(tensor, wrapper)) {
        tensor.name.erase(0, wrapper.size());
      } else {
        tensor.name.clear();
      }
    }
    return;
  }
}

}  // namespace

void ChooseStateDict(TensorIndex& index) {
  if (index.definition_order) Unwrap(index);
  StripPrefixes(index);
}

}  // namespace residua
