// Finds the normalisation that follows each convolution. Hand-written networks define them in any
// order and with any names.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/module_tree.h"

namespace residua {

// A convolution and the normalisation after it, both as indices in ModuleTree::modules.
struct NormedLayer {
  std::size_t layer = kNoTensor;
  std::size_t norm = kNoTensor;  // kNoTensor: none
};

struct NormPairing {
  std::vector<NormedLayer> layers;  // all convolutions, in order
  std::vector<std::size_t> left;    // normalisations without a convolution
  // True if a normalisation belongs to a convolution by name, but has as many channels as the
  // convolution takes instead of as many as it gives: the normalisation comes first.
  bool before = false;
};

// `convolutions` and `norms` must be in order.
NormPairing PairNorms(const ModuleTree& tree, const std::vector<std::size_t>& convolutions,
                      const std::vector<std::size_t>& norms);

// The number that a name consists of, such as "12" in an nn.Sequential; otherwise unset.
std::optional<std::size_t> PlaceInSequential(const std::string& name);

}  // namespace residua
