#include "checkpoint/wrappers.h"

#include <algorithm>
#include <string_view>

namespace residua {
namespace {

constexpr std::string_view kPrefixes[] = {"module.",   "_orig_mod.", "model.",
                                          "backbone.", "net.",       "network."};

// A name that is nothing but the prefix keeps it.
bool Has(const TensorEntry& tensor, std::string_view prefix) {
  return tensor.name.size() > prefix.size() && tensor.name.starts_with(prefix);
}

bool IsCounter(const TensorEntry& tensor) { return tensor.name == "n_averaged"; }

}  // namespace

void StripWrapperPrefixes(TensorIndex& index) {
  if (std::ranges::all_of(index.tensors, IsCounter)) return;
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string_view prefix : kPrefixes) {
      const bool shared = std::ranges::all_of(index.tensors, [&](const TensorEntry& tensor) {
        return Has(tensor, prefix) || IsCounter(tensor);
      });
      if (!shared) continue;
      for (TensorEntry& tensor : index.tensors) {
        if (!IsCounter(tensor)) tensor.name.erase(0, prefix.size());
      }
      stripped = true;
    }
  }
}

}  // namespace residua
