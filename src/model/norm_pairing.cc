#include "model/norm_pairing.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace residua {
namespace {

// Longer words come first, because "batchnorm" contains "norm".
constexpr std::string_view kConvolutionWords[] = {"convolution", "conv2d", "conv", "cnv", "c"};
constexpr std::string_view kNormWords[] = {"batchnorm2d",   "batch_norm", "batchnorm",
                                           "normalization", "norm",       "bn"};

// Removes the first word of `words` that the name contains: "conv2a" and "bn2a" both become "2a".
template <std::size_t kWords>
std::optional<std::string> Without(const std::string& name,
                                   const std::string_view (&words)[kWords]) {
  for (const std::string_view word : words) {
    const std::size_t at = name.find(word);
    if (at == name.npos) continue;
    return name.substr(0, at) + name.substr(at + word.size());
  }
  return std::nullopt;
}

class Pairing {
 public:
  Pairing(const ModuleTree& tree, const std::vector<std::size_t>& convolutions,
          const std::vector<std::size_t>& norms)
      : tree_(tree), norms_(norms) {
    for (const std::size_t convolution : convolutions) result_.layers.push_back({convolution});
  }

  NormPairing Run() && {
    ByName();
    InSequentials();
    ByCount(/*in_parents=*/true);
    ByCount(/*in_parents=*/false);
    result_.left = norms_;
    return std::move(result_);
  }

 private:
  const ModuleNode& NodeOf(std::size_t module) const {
    return tree_.nodes[tree_.modules[module].node];
  }

  bool Fits(const NormedLayer& layer, std::size_t norm) const {
    return layer.norm == kNoTensor && tree_.modules[layer.layer].out == tree_.modules[norm].out;
  }

  void Take(NormedLayer& layer, std::size_t norm) {
    layer.norm = norm;
    std::erase(norms_, norm);
  }

  // Pairs such as "conv2" and "bn2", or "conv" and "norm", with the same parent.
  void ByName() {
    for (const std::size_t norm : std::vector<std::size_t>(norms_)) {
      const ModuleNode& norm_node = NodeOf(norm);
      const std::optional<std::string> rest = Without(norm_node.name, kNormWords);
      if (!rest) continue;
      for (NormedLayer& layer : result_.layers) {
        const ModuleNode& node = NodeOf(layer.layer);
        if (node.parent != norm_node.parent || Without(node.name, kConvolutionWords) != rest) {
          continue;
        }
        if (Fits(layer, norm)) {
          Take(layer, norm);
        } else {
          result_.before = true;
        }
        break;
      }
    }
  }

  // Consecutive numbers in an nn.Sequential, such as 3 and 4.
  void InSequentials() {
    for (const std::size_t norm : std::vector<std::size_t>(norms_)) {
      const std::optional<std::size_t> place = PlaceInSequential(NodeOf(norm).name);
      if (!place) continue;
      for (NormedLayer& layer : result_.layers) {
        const ModuleNode& node = NodeOf(layer.layer);
        if (node.parent != NodeOf(norm).parent || !Fits(layer, norm)) continue;
        if (PlaceInSequential(node.name) == *place - 1) {
          Take(layer, norm);
          break;
        }
      }
    }
  }

  // If there are as many normalisations as convolutions, pairs them in order.
  void ByCount(bool in_parents) {
    for (bool taken = true; taken;) {
      taken = false;
      for (const NormedLayer& first : std::vector<NormedLayer>(result_.layers)) {
        if (first.norm != kNoTensor) continue;
        std::vector<NormedLayer*> layers;
        std::vector<std::size_t> norms;
        const std::size_t parent = NodeOf(first.layer).parent;
        for (NormedLayer& layer : result_.layers) {
          if (layer.norm == kNoTensor && (!in_parents || NodeOf(layer.layer).parent == parent)) {
            layers.push_back(&layer);
          }
        }
        for (const std::size_t norm : norms_) {
          if (!in_parents || NodeOf(norm).parent == parent) norms.push_back(norm);
        }
        if (layers.size() != norms.size()) continue;
        bool fits = true;
        for (std::size_t i = 0; i < norms.size(); ++i) fits = fits && Fits(*layers[i], norms[i]);
        if (!fits) continue;
        for (std::size_t i = 0; i < norms.size(); ++i) Take(*layers[i], norms[i]);
        taken = true;
        break;
      }
    }
    if (in_parents) return;
    // Otherwise pairs a normalisation that fits exactly one convolution.
    for (const std::size_t norm : std::vector<std::size_t>(norms_)) {
      NormedLayer* only = nullptr;
      std::size_t fitting = 0;
      for (NormedLayer& layer : result_.layers) {
        if (!Fits(layer, norm)) continue;
        only = &layer;
        ++fitting;
      }
      if (fitting == 1) Take(*only, norm);
    }
  }

  const ModuleTree& tree_;
  std::vector<std::size_t> norms_;
  NormPairing result_;
};

}  // namespace

NormPairing PairNorms(const ModuleTree& tree, const std::vector<std::size_t>& convolutions,
                      const std::vector<std::size_t>& norms) {
  return Pairing(tree, convolutions, norms).Run();
}

std::optional<std::size_t> PlaceInSequential(const std::string& name) {
  if (name.empty() || name.size() > 6) return std::nullopt;
  std::size_t place = 0;
  for (const char c : name) {
    if (c < '0' || c > '9') return std::nullopt;
    place = place * 10 + static_cast<std::size_t>(c - '0');
  }
  return place;
}

}  // namespace residua
