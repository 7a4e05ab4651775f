#include "model/module_tree.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace residua {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct PartName {
  std::string_view name;
  TensorPart part;
};

// Tensor names of modules in PyTorch and its utilities. kScale and kShift have no names: they are
// the weight and the bias of a normalisation, which is identified by the shapes.
constexpr PartName kPartNames[] = {
    {"weight", TensorPart::kWeight},
    {"bias", TensorPart::kBias},
    {"running_mean", TensorPart::kMean},
    {"running_var", TensorPart::kVariance},
    {"weight_orig", TensorPart::kWeight},
    {"weight_mask", TensorPart::kMask},
    {"weight_v", TensorPart::kWeight},
    {"weight_g", TensorPart::kMagnitude},
    {"parametrizations.weight.original1", TensorPart::kWeight},
    {"parametrizations.weight.original0", TensorPart::kMagnitude},
    {"gamma", TensorPart::kWeight},
    {"beta", TensorPart::kBias},
};

// Splits a tensor's name into the path of its module and its part.
const PartName* SplitName(std::string_view tensor, std::string_view& path) {
  for (const PartName& part : kPartNames) {
    if (!tensor.ends_with(part.name)) continue;
    const std::size_t rest = tensor.size() - part.name.size();
    if (rest == 0) {
      path = {};
      return &part;
    }
    if (tensor[rest - 1] == '.') {
      path = tensor.substr(0, rest - 1);
      return &part;
    }
  }
  return nullptr;
}

std::size_t Dimension(const TensorEntry& tensor, std::size_t i) {
  return i < tensor.shape.size() ? static_cast<std::size_t>(tensor.shape[i]) : 1;
}

// No dimension is 0 or unreasonably large.
bool IsSane(const TensorEntry& tensor) {
  return std::ranges::all_of(tensor.shape,
                             [](std::uint64_t size) { return size > 0 && size < (1u << 20); });
}

std::string Quoted(const std::string& name) { return "\"" + name + "\""; }

std::string Missing(const Module& module, const char* part, std::size_t channels) {
  return "the tensor " + Quoted(module.path + "." + part) + " of shape [" +
         std::to_string(channels) + "] is missing";
}

std::string Misshaped(const TensorEntry& tensor, const std::string& expected) {
  return "the tensor " + Quoted(tensor.name) + " has shape " + tensor.ShapeText() + ", expected " +
         expected;
}

// Sets the kind and the sizes of a module from the shapes of its tensors.
class Classification {
 public:
  Classification(const TensorIndex& index, Module& module) : index_(index), module_(module) {}

  void Run() {
    for (const std::size_t tensor : module_.tensors.parts) {
      if (tensor != kNoTensor && !IsSane(index_.tensors[tensor])) return;
    }
    const TensorEntry* const weight = Part(TensorPart::kWeight);
    if (Part(TensorPart::kMean) || Part(TensorPart::kVariance)) {
      Normalisation();
    } else if (!weight) {
      module_.problem = "the tensor " + Quoted(module_.path + ".weight") + " is missing";
    } else if (weight->shape.size() == 1) {
      if (Part(TensorPart::kBias)) Normalisation();
    } else {
      Layer(*weight);
    }
  }

 private:
  const TensorEntry* Part(TensorPart part) const {
    return module_.tensors.has(part) ? &index_.tensors[module_.tensors[part]] : nullptr;
  }

  // The weight and the bias become the scale and the shift.
  void Normalisation() {
    const TensorEntry* const weight = Part(TensorPart::kWeight);
    const TensorEntry* const bias = Part(TensorPart::kBias);
    const TensorEntry* const mean = Part(TensorPart::kMean);
    const TensorEntry* const variance = Part(TensorPart::kVariance);
    const TensorEntry* const first = mean ? mean : variance ? variance : weight;
    const std::size_t channels = Dimension(*first, 0);
    for (const TensorEntry* const tensor : {weight, bias, mean, variance}) {
      if (tensor && (tensor->shape.size() != 1 || tensor->shape[0] != channels)) {
        module_.problem = Misshaped(*tensor, "[" + std::to_string(channels) + "]");
        return;
      }
    }
    const bool statistics = mean || variance;
    if (!weight != !bias) {
      module_.problem = Missing(module_, weight ? "bias" : "weight", channels);
    } else if (statistics && (!mean || !variance)) {
      module_.problem = Missing(module_, mean ? "running_var" : "running_mean", channels);
    }
    if (!module_.problem.empty()) return;
    LayerTensors& tensors = module_.tensors;
    tensors[TensorPart::kScale] = tensors[TensorPart::kWeight];
    tensors[TensorPart::kShift] = tensors[TensorPart::kBias];
    tensors[TensorPart::kWeight] = tensors[TensorPart::kBias] = kNoTensor;
    module_.in = module_.out = channels;
    module_.kind = statistics ? ModuleKind::kNormalisation : ModuleKind::kGroupNormalisation;
  }

  void Layer(const TensorEntry& weight) {
    module_.out = Dimension(weight, 0);
    module_.in = Dimension(weight, 1);
    module_.height = Dimension(weight, 2);
    module_.width = Dimension(weight, 3);
    const TensorEntry* const bias = Part(TensorPart::kBias);
    const TensorEntry* const mask = Part(TensorPart::kMask);
    const TensorEntry* const magnitude = Part(TensorPart::kMagnitude);
    if (bias && (bias->shape.size() != 1 || bias->shape[0] != module_.out)) {
      module_.problem = Misshaped(*bias, "[" + std::to_string(module_.out) + "]");
    } else if (mask && mask->shape != weight.shape) {
      module_.problem = Misshaped(*mask, weight.ShapeText());
    } else if (magnitude && magnitude->elements() != module_.out) {
      module_.problem = Misshaped(*magnitude, std::to_string(module_.out) + " numbers");
    } else if (weight.shape.size() == 2) {
      module_.kind = ModuleKind::kLinear;
    } else if (weight.shape.size() == 4) {
      module_.kind = ModuleKind::kConvolution;
    } else if (weight.shape.size() == 3 && module_.out == 1 && module_.in == 1) {
      module_.kind = ModuleKind::kChannelConvolution;
      std::swap(module_.height, module_.width);
    }
  }

  const TensorIndex& index_;
  Module& module_;
};

constexpr std::ptrdiff_t kDeepest = 32;

// Finds or adds the node of a path and its ancestors.
class NodeMaker {
 public:
  explicit NodeMaker(ModuleTree& tree) : tree_(tree) { tree.nodes.push_back({}); }

  // Returns kNoTensor if the path is nested too deeply.
  std::size_t At(std::string_view path) {
    if (std::ranges::count(path, '.') > kDeepest) return kNoTensor;
    std::size_t node = 0;
    while (!path.empty()) {
      const std::size_t dot = path.find('.');
      node = Child(node, path.substr(0, dot));
      path = dot == path.npos ? std::string_view() : path.substr(dot + 1);
    }
    return node;
  }

 private:
  std::size_t Child(std::size_t parent, std::string_view name) {
    const auto [found, made] =
        children_.try_emplace({parent, std::string(name)}, tree_.nodes.size());
    if (made) {
      tree_.nodes.push_back({.name = std::string(name), .parent = parent});
      tree_.nodes[parent].children.push_back(found->second);
    }
    return found->second;
  }

  ModuleTree& tree_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> children_;
};

}  // namespace

std::string Module::ShapeText(std::size_t in_channels) const {
  std::string text = "[" + std::to_string(out) + ", " + std::to_string(in_channels);
  if (kind == ModuleKind::kConvolution) {
    text += ", " + std::to_string(height) + ", " + std::to_string(width);
  }
  return text + "]";
}

std::string ModuleTree::PathOf(std::size_t node) const {
  std::string path;
  for (; node != 0; node = nodes[node].parent) {
    if (!path.empty()) path.insert(0, 1, '.');
    path.insert(0, nodes[node].name);
  }
  return path;
}

std::vector<std::size_t> ModuleTree::Below(std::size_t node) const {
  std::vector<std::size_t> below;
  std::vector<std::size_t> pending = {node};
  while (!pending.empty()) {
    const ModuleNode& next = nodes[pending.back()];
    pending.pop_back();
    if (next.module != kNoTensor) below.push_back(next.module);
    pending.insert(pending.end(), next.children.rbegin(), next.children.rend());
  }
  return below;
}

bool ModuleTree::IsBelow(std::size_t node, std::size_t ancestor) const {
  while (node != ancestor && node != 0) node = nodes[node].parent;
  return node == ancestor;
}

ModuleTree MakeModuleTree(const TensorIndex& index, ModuleOrder order) {
  ModuleTree tree;
  tree.definition_order = index.definition_order;
  NodeMaker maker(tree);
  std::vector<std::size_t> in_order(index.tensors.size());
  std::iota(in_order.begin(), in_order.end(), std::size_t{0});
  std::ranges::stable_sort(in_order, [&](std::size_t a, std::size_t b) {
    return index.tensors[a].order < index.tensors[b].order;
  });
  for (const std::size_t i : in_order) {
    const std::string& name = index.tensors[i].name;
    if (IsBookkeeping(name)) continue;
    std::string_view path;
    const PartName* const part = SplitName(name, path);
    if (!part) {
      tree.unknown.push_back(i);
      continue;
    }
    const std::size_t node = maker.At(path);
    if (node == kNoTensor) {
      tree.unknown.push_back(i);
      continue;
    }
    if (tree.nodes[node].module == kNoTensor) {
      tree.nodes[node].module = tree.modules.size();
      tree.modules.push_back(
          {.path = std::string(path), .order = index.tensors[i].order, .node = node});
    }
    tree.modules[tree.nodes[node].module].tensors[part->part] = i;
  }
  for (Module& module : tree.modules) Classification(index, module).Run();
  if (order == ModuleOrder::kNatural) {
    for (ModuleNode& node : tree.nodes) {
      std::ranges::stable_sort(node.children, [&](std::size_t a, std::size_t b) {
        return NaturalLess(tree.nodes[a].name, tree.nodes[b].name);
      });
    }
  }
  return tree;
}

bool IsBookkeeping(std::string_view tensor) {
  return tensor.ends_with("num_batches_tracked") || tensor.ends_with("n_averaged");
}

bool IsForTraining(std::string_view path) {
  constexpr std::string_view kWords[] = {"criterion", "loss",  "metric", "accuracy",
                                         "confmat",   "auroc", "queue"};
  return std::ranges::any_of(kWords,
                             [&](std::string_view word) { return path.find(word) != path.npos; });
}

bool StartsWithPath(std::string_view path, std::string_view prefix) {
  return prefix.empty() ||
         (path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '.'));
}

bool NaturalLess(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() && k < b.size()) {
    if (IsDigit(a[i]) && IsDigit(b[k])) {
      const auto number_end = [](std::string_view text, std::size_t at) {
        while (at < text.size() && IsDigit(text[at])) ++at;
        return at;
      };
      while (i < a.size() && a[i] == '0') ++i;
      while (k < b.size() && b[k] == '0') ++k;
      const std::size_t a_end = number_end(a, i);
      const std::size_t b_end = number_end(b, k);
      if (a_end - i != b_end - k) return a_end - i < b_end - k;
      const int compared = a.substr(i, a_end - i).compare(b.substr(k, b_end - k));
      if (compared != 0) return compared < 0;
      i = a_end;
      k = b_end;
    } else {
      if (a[i] != b[k]) return a[i] < b[k];
      ++i;
      ++k;
    }
  }
  return a.size() - i < b.size() - k;
}

}  // namespace residua
