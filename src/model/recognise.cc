#include "model/recognise.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <tuple>

#include "checkpoint/convert.h"
#include "model/assemble.h"
#include "model/network_grammar.h"
#include "model/other_families.h"
#include "model/ways_out.h"

namespace residua {
namespace {

struct Candidate {
  ParsedNetwork parsed;
  std::string path;
  std::set<std::size_t> modules;

  bool has_classes() const { return !parsed.head.empty(); }
};

void AddModules(const std::vector<NormedLayer>& layers, std::set<std::size_t>& modules) {
  for (const NormedLayer& layer : layers) modules.insert({layer.layer, layer.norm});
}

std::set<std::size_t> ModulesOf(const ParsedNetwork& parsed) {
  std::set<std::size_t> modules;
  AddModules(parsed.stem, modules);
  for (const std::vector<FoundBlock>& stage : parsed.stages) {
    for (const FoundBlock& block : stage) {
      AddModules(block.convolutions, modules);
      AddModules({block.projection}, modules);
      modules.insert(block.gate.begin(), block.gate.end());
    }
  }
  for (const HeadModule& module : parsed.head) modules.insert({module.module, module.norm});
  return modules;
}

// Words in the path of a network and their rank in a choice between several networks. Averaged
// weights are preferred; a momentum encoder is needed for training only.
struct Preference {
  std::string_view word;
  int rank;
};
constexpr Preference kPreferences[] = {
    {"encoder_k", -2}, {"attacker", -2}, {"target", -1},    {"init", -1},     {"old", -1},
    {"ema", 3},        {"averag", 3},    {"swa", 3},        {"avg", 3},       {"teacher", 3},
    {"shadow", 3},     {"best", 2},      {"state_dict", 1}, {"model", 1},     {"net", 1},
    {"weights", 1},    {"params", 1},    {"student", 1},    {"encoder_q", 1},
};

int RankOf(const std::string& path) {
  int rank = 0;
  for (const Preference& preference : kPreferences) {
    if (path.find(preference.word) == path.npos) continue;
    if (preference.rank < 0) return preference.rank;
    rank = std::max(rank, preference.rank);
  }
  return rank;
}

constexpr const char* kNoResNet = "The network is not a ResNet that Residua runs: ";

class Recogniser {
 public:
  Recogniser(const TensorIndex& index, const ArchitectureHints& hints)
      : index_(index), hints_(hints) {}

  RecognisedNetwork Run() {
    if (const std::optional<std::string> family = Lookalike(index_)) RefuseNetwork({*family});
    // In the order of definition if the file preserves it, otherwise by name.
    if (index_.definition_order) Search(ModuleOrder::kDefinition);
    if (candidates_.empty()) Search(ModuleOrder::kNatural);
    if (candidates_.empty()) ThrowNoResNet();
    const Candidate& chosen = Choose();
    RefuseOthers(chosen);
    RecognisedNetwork network = Assemble(tree_, chosen.parsed, index_, hints_);
    CheckTypes(network);
    if (candidates_.size() > 1) {
      network.assumptions.insert(network.assumptions.begin(),
                                 "the network at \"" + chosen.path + "\", of " +
                                     std::to_string(candidates_.size()) + " in the file");
    }
    FindNormalisation(network);
    for (const NamedLabels& labels : index_.labels) {
      if (labels.names.size() == network.config.answers()) {
        network.labels = labels.names;
        break;
      }
    }
    return network;
  }

 private:
  void Search(ModuleOrder order) {
    tree_ = MakeModuleTree(index_, order);
    failure_ = {};
    SearchBelow(0, order == ModuleOrder::kDefinition);
  }

  // Collects the outermost nodes that contain a network each.
  void SearchBelow(std::size_t node, bool ordered) {
    while (tree_.nodes[node].module == kNoTensor && tree_.nodes[node].children.size() == 1) {
      node = tree_.nodes[node].children[0];
    }
    std::size_t convolutions = 0;
    for (const std::size_t module : tree_.Below(node)) {
      convolutions += tree_.modules[module].kind == ModuleKind::kConvolution;
    }
    if (convolutions < 3) return;
    ParseFailure failure;
    if (std::optional<ParsedNetwork> parsed = ParseNetwork(tree_, node, ordered, failure)) {
      const std::set<std::size_t> modules = ModulesOf(*parsed);
      const std::string path = tree_.PathOf(parsed->node);
      candidates_.push_back({std::move(*parsed), path, modules});
      return;
    }
    // Reports the outermost failure, unless another one recognised more blocks.
    if (failure_.reason.empty() || failure.blocks > failure_.blocks) failure_ = failure;
    for (const std::size_t child : tree_.nodes[node].children) SearchBelow(child, ordered);
  }

  // The location of a tensor's data: two tensors with the same location are identical.
  std::tuple<std::size_t, std::uint64_t, std::uint64_t> PlaceOf(std::size_t tensor) const {
    const TensorEntry& entry = index_.tensors[tensor];
    return {entry.file, entry.begin, entry.end};
  }

  std::size_t FirstTensor(std::size_t module) const {
    for (const std::size_t tensor : tree_.modules[module].tensors.parts) {
      if (tensor != kNoTensor) return tensor;
    }
    return 0;
  }

  bool SameTensors(const Candidate& a, const Candidate& b) const {
    return PlaceOf(FirstTensor(a.parsed.stem[0].layer)) ==
           PlaceOf(FirstTensor(b.parsed.stem[0].layer));
  }

  const Candidate& Choose() const {
    const auto key = [](const Candidate& candidate) {
      return std::tuple(candidate.has_classes(), RankOf(candidate.path));
    };
    const auto best = std::ranges::max_element(
        candidates_, [&](const Candidate& a, const Candidate& b) { return key(a) < key(b); });
    std::string equals;
    std::size_t count = 0;
    for (const Candidate& candidate : candidates_) {
      if (key(candidate) != key(*best)) continue;
      if (&candidate != &*best && SameTensors(candidate, *best)) continue;
      if (++count <= 5) equals += (count > 1 ? ", \"" : "\"") + candidate.path + "\"";
    }
    if (count > 1) {
      RefuseNetwork({"The file holds ", std::to_string(count), " networks, at ", equals,
                     count > 5 ? " and others" : "", ". Save the one that is wanted by itself."});
    }
    return *best;
  }

  // Modules outside the chosen network must not belong to it.
  void RefuseOthers(const Candidate& chosen) const {
    std::set<std::tuple<std::size_t, std::uint64_t, std::uint64_t>> ours;
    for (const std::size_t module : chosen.modules) {
      if (module != kNoTensor) ours.insert(PlaceOf(FirstTensor(module)));
    }
    for (std::size_t i = 0; i < tree_.modules.size(); ++i) {
      const Module& module = tree_.modules[i];
      const bool taken = std::ranges::any_of(candidates_, [&](const Candidate& candidate) {
        return candidate.modules.contains(i) || StartsWithPath(module.path, candidate.path);
      });
      // A damaged layer (kOther) may be the classifier.
      const bool counts = module.kind == ModuleKind::kConvolution ||
                          module.kind == ModuleKind::kOther ||
                          (module.kind == ModuleKind::kLinear && !chosen.parsed.is_projection);
      if (taken || !counts || IsForTraining(module.path) || IsBesideTheNetwork(module.path) ||
          ours.contains(PlaceOf(FirstTensor(i)))) {
        continue;
      }
      ThrowNoResNet();
    }
    for (const std::size_t tensor : tree_.unknown) {
      const TensorEntry& entry = index_.tensors[tensor];
      if (!StartsWithPath(entry.name, chosen.path) || IsHarmless(entry)) continue;
      ThrowUnexpected(entry);
    }
  }

  // States of optimizers and similar objects, whose tensors have the shapes of the network's.
  static bool IsBesideTheNetwork(std::string_view path) {
    constexpr std::string_view kWords[] = {"optim", "sched", "scaler", "hyper_parameters",
                                           "callbacks"};
    return std::ranges::any_of(kWords,
                               [&](std::string_view word) { return path.find(word) != path.npos; });
  }

  static bool IsHarmless(const TensorEntry& entry) {
    constexpr std::string_view kEnds[] = {"exp_avg",    "exp_avg_sq", "momentum_buffer", "step",
                                          "square_avg", "total_ops",  "total_params",    "mean",
                                          "std",        "rng_state",  "max_exp_avg_sq"};
    return entry.shape.empty() || !IsFloatingPoint(entry.dtype) || IsForTraining(entry.name) ||
           IsBesideTheNetwork(entry.name) || std::ranges::any_of(kEnds, [&](std::string_view end) {
             return entry.name.ends_with(end);
           });
  }

  // The buffers of a normalisation layer in front of the network: "0.mean" and "0.std".
  void FindNormalisation(RecognisedNetwork& network) const {
    for (const std::size_t mean : tree_.unknown) {
      const TensorEntry& entry = index_.tensors[mean];
      const std::size_t at = entry.name.rfind("mean");
      if (at == std::string::npos || entry.elements() != network.config.input_channels) continue;
      const TensorEntry* const std_entry =
          index_.Find(entry.name.substr(0, at) + "std" + entry.name.substr(at + 4));
      if (!std_entry || std_entry->elements() != entry.elements()) continue;
      network.mean_and_std = {mean, static_cast<std::size_t>(std_entry - index_.tensors.data())};
      return;
    }
  }

  void CheckTypes(const RecognisedNetwork& network) const {
    for (const RecognisedLayer& layer : network.layers) {
      for (const std::size_t tensor : layer.tensors.parts) {
        if (tensor != kNoTensor) CheckFloatingPoint(index_.tensors[tensor]);
      }
    }
    if (network.config.input_channels != 3 && network.config.input_channels != 1) {
      RefuseNetwork({"The network takes images of ", std::to_string(network.config.input_channels),
                     " channels, and a photo has 3 (or 1 in grey). Take one that was trained on "
                     "photos."});
    }
  }

  [[noreturn]] void ThrowUnexpected(const TensorEntry& entry) const {
    if (const std::optional<std::string> family = OtherFamily(index_)) RefuseNetwork({*family});
    RefuseNetwork({kNoResNet, "it has no place for the tensor \"", entry.name, "\" ",
                   entry.ShapeText(), ".", kTryOnnx});
  }

  [[noreturn]] void ThrowNoResNet() const {
    if (const std::optional<std::string> family = OtherFamily(index_)) RefuseNetwork({*family});
    if (!failure_.reason.empty()) {
      // Group normalisation is not supported in ONNX files either.
      const char* const way_out = Has(ModuleKind::kGroupNormalisation) ? kTakeAnother : kTryOnnx;
      RefuseNetwork({kNoResNet, failure_.reason, ".", failure_.says_way_out ? "" : way_out});
    }
    if (index_.tensors.empty()) RefuseNetwork({"The file holds no tensors."});
    const bool convolves = Has(ModuleKind::kConvolution);
    RefuseNetwork({"The file's tensors are not those of a ResNet: ",
                   convolves ? "no residual blocks were found"
                             : "there are no convolutions, as in a head or a classifier alone, "
                               "without its body",
                   " (the first is \"", index_.tensors[0].name, "\").",
                   convolves ? kTryOnnx : " Save the whole network."});
  }

  bool Has(ModuleKind kind) const {
    return std::ranges::find(tree_.modules, kind, &Module::kind) != tree_.modules.end();
  }

  const TensorIndex& index_;
  const ArchitectureHints& hints_;
  ModuleTree tree_;
  ParseFailure failure_;
  std::vector<Candidate> candidates_;
};

}  // namespace

const RecognisedLayer* RecognisedNetwork::Find(const LayerId& id) const {
  const auto found = std::ranges::find(layers, id, &RecognisedLayer::id);
  return found == layers.end() ? nullptr : &*found;
}

RecognisedNetwork RecogniseResNet(const TensorIndex& index, const ArchitectureHints& hints) {
  return Recogniser(index, hints).Run();
}

}  // namespace residua
