// Which normalisation follows which convolution. Hand-written networks define them in any order and
// under any name.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/module_tree.h"

namespace residua {

// A convolution and the normalisation behind it, both in ModuleTree::modules.
struct NormedLayer {
  std::size_t layer = kNoTensor;
  std::size_t norm = kNoTensor;  // kNoTensor: none
};

struct NormPairing {
  std::vector<NormedLayer> layers;  // all convolutions, in their order
  std::vector<std::size_t> left;    // normalisations without one
  // A normalisation that belongs to a convolution by name has the number of channels that enter it,
  // not of those that leave it: it comes first.
  bool before = false;
};

// `convolutions` and `norms` are in order.
NormPairing PairNorms(const ModuleTree& tree, const std::vector<std::size_t>& convolutions,
                      const std::vector<std::size_t>& norms);

// The number that a name consists of: "12" in an nn.Sequential.
std::optional<std::size_t> PlaceInSequential(const std::string& name);

}  // namespace residua
