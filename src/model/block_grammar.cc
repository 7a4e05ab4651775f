#include "model/block_grammar.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace residua {
namespace {

// The convolutions of a bottleneck with a projection and a gate of two layers. More convolutions
// cannot be one block.
constexpr std::size_t kMostConvolutions = 6;

constexpr std::string_view kShortcutWords[] = {"shortcut", "downsample", "skip",   "proj",
                                               "identity", "residual",   "branch1"};

class BlockParser {
 public:
  BlockParser(const ModuleTree& tree, bool ordered, std::string& why)
      : tree_(tree), ordered_(ordered), why_(why) {}

  std::optional<FoundBlock> Parse(const std::vector<std::size_t>& below) {
    std::vector<std::size_t> convolutions;
    std::vector<std::size_t> norms;
    for (const std::size_t module : below) {
      switch (At(module).kind) {
        case ModuleKind::kConvolution:
          if (At(module).height != At(module).width || At(module).height % 2 == 0) return {};
          convolutions.push_back(module);
          break;
        case ModuleKind::kNormalisation:
          norms.push_back(module);
          break;
        case ModuleKind::kLinear:
        case ModuleKind::kChannelConvolution:
          gate_.push_back(module);
          break;
        case ModuleKind::kGroupNormalisation:
          why_ = "\"" + At(module).path +
                 "\" is a normalisation without running statistics, such as group normalisation";
          return {};
        case ModuleKind::kOther:
          why_ = At(module).problem;
          return {};
      }
    }
    if (convolutions.empty() || convolutions.size() > kMostConvolutions) return {};
    NormPairing pairing = PairNorms(tree_, convolutions, norms);
    if (pairing.before) {
      why_ = "it normalises before its convolutions (pre-activation, ResNet v2)";
      return {};
    }
    if (!pairing.left.empty()) {
      why_ = "no convolution belongs to the normalisation \"" + At(pairing.left[0]).path + "\"";
      return {};
    }
    if (convolutions.size() < 2) return {};
    layers_ = std::move(pairing.layers);
    if (!TakeGate()) {
      why_ = "it has no place for \"" + At(gate_[0]).path + ".weight\" " +
             At(gate_[0]).ShapeText(At(gate_[0]).in);
      return {};
    }
    // A convolution without normalisation needs a bias: its normalisation was folded.
    for (const NormedLayer& layer : layers_) {
      if (layer.norm == kNoTensor && !At(layer.layer).tensors.has(TensorPart::kBias)) {
        why_ = "no normalisation follows \"" + At(layer.layer).path + "\"";
        return {};
      }
    }
    return ParsePath();
  }

 private:
  const Module& At(std::size_t module) const { return tree_.modules[module]; }

  FoundGateLayer LayerOf(std::size_t module) const {
    const bool over_channels = At(module).kind == ModuleKind::kChannelConvolution;
    return {.type = over_channels ? GateLayerType::kOverChannels : GateLayerType::kDense,
            .out_channels = At(module).out,
            .in_channels = over_channels ? At(module).width : At(module).in};
  }

  // Whether these modules, in this order, form a gate.
  bool FitsGate(std::span<const std::size_t> modules) {
    std::array<FoundGateLayer, kMostGateLayers> layers;
    if (modules.size() > layers.size()) return false;
    std::ranges::transform(modules, layers.begin(),
                           [&](std::size_t module) { return LayerOf(module); });
    fitted_ =
        FitGate(std::span(layers).first(modules.size()), tree_.nodes[ParentOf(modules[0])].name);
    return fitted_.has_value();
  }

  std::size_t ParentOf(std::size_t module) const { return tree_.nodes[At(module).node].parent; }

  // Whether their parent contains no other modules.
  bool AreApart(std::span<const std::size_t> modules) const {
    const std::size_t parent = ParentOf(modules[0]);
    return tree_.Below(parent).size() == modules.size() &&
           std::ranges::all_of(
               modules, [&](std::size_t module) { return tree_.IsBelow(At(module).node, parent); });
  }

  // Moves the modules of the gate from layers_ to gate_. Returns false if modules are left that do
  // not belong to a block.
  bool TakeGate() {
    if (!gate_.empty()) return FitsGate(gate_);
    // 1x1 convolutions without normalisation. They form a gate if other convolutions have a
    // normalisation, or if they have their own parent module.
    std::vector<std::size_t> bare;
    for (const NormedLayer& layer : layers_) {
      if (layer.norm == kNoTensor && At(layer.layer).is_convolution(1)) bare.push_back(layer.layer);
    }
    for (const Gate& row : Gates()) {
      const std::size_t count = row.layers.size();
      for (std::size_t i = 0; i + count <= bare.size(); ++i) {
        const std::span<const std::size_t> modules = std::span(bare).subspan(i, count);
        const bool alone = bare.size() == count && layers_.size() > 3;
        if (!(alone || AreApart(modules)) || !FitsGate(modules)) continue;
        gate_.assign(modules.begin(), modules.end());
        std::erase_if(layers_, [&](const NormedLayer& layer) {
          return std::ranges::find(gate_, layer.layer) != gate_.end();
        });
        return true;
      }
    }
    return true;
  }

  bool LooksLikeShortcut(std::size_t module, std::size_t root) const {
    for (std::size_t node = At(module).node; node != root && node != 0;
         node = tree_.nodes[node].parent) {
      for (const std::string_view word : kShortcutWords) {
        if (tree_.nodes[node].name.find(word) != std::string::npos) return true;
      }
    }
    return false;
  }

  std::size_t CommonNode() const {
    std::size_t node = At(layers_[0].layer).node;
    for (const NormedLayer& layer : layers_) {
      while (!tree_.IsBelow(At(layer.layer).node, node)) node = tree_.nodes[node].parent;
    }
    return node;
  }

  // Chooses the projection among the 1x1 convolutions and checks that the channels of the remaining
  // convolutions match.
  std::optional<FoundBlock> ParsePath() {
    const std::size_t root = CommonNode();
    std::vector<std::size_t> shortcuts;  // positions in layers_; layers_.size(): no projection
    if (layers_.size() <= 3) shortcuts.push_back(layers_.size());
    if (layers_.size() >= 3) {
      // Candidates in order of preference: shortcuts by name, then the last 1x1 convolutions, then
      // the first.
      for (const bool named : {true, false}) {
        for (std::size_t i = layers_.size(); i-- > 0;) {
          if (!At(layers_[i].layer).is_convolution(1)) continue;
          if (LooksLikeShortcut(layers_[i].layer, root) == named) shortcuts.push_back(i);
        }
      }
    }
    for (const std::size_t shortcut : shortcuts) {
      std::vector<NormedLayer> path;
      for (std::size_t i = 0; i < layers_.size(); ++i) {
        if (i != shortcut) path.push_back(layers_[i]);
      }
      if (std::optional<FoundBlock> block = ParseBranch(path, root)) {
        block->node = root;
        if (shortcut < layers_.size()) {
          const Module& projection = At(layers_[shortcut].layer);
          if (projection.in != block->config.in_channels ||
              projection.out != block->config.out_channels()) {
            continue;
          }
          block->projection = layers_[shortcut];
          block->config.shortcut = ShortcutType::kProjection;
        }
        if (!AddGate(*block)) continue;
        return block;
      }
    }
    return {};
  }

  std::optional<FoundBlock> ParseBranch(std::vector<NormedLayer> path, std::size_t root) const {
    if (path.size() != 2 && path.size() != 3) return {};
    const bool bottleneck = path.size() == 3;
    // Numbers in names also give an order.
    const std::string name = tree_.PathOf(At(path[0].layer).node).substr(tree_.PathOf(root).size());
    const bool ordered = ordered_ || name.find_first_of("0123456789") != name.npos;
    if (bottleneck && !ordered) {
      // The 3x3 convolution belongs in the middle.
      const auto middle = std::ranges::find_if(
          path, [&](const NormedLayer& layer) { return At(layer.layer).height > 1; });
      if (middle != path.end()) std::iter_swap(middle, path.begin() + 1);
    }
    std::optional<FoundBlock> block = Chain(path, bottleneck);
    if (!block && !ordered) {
      std::swap(path.front(), path.back());
      block = Chain(path, bottleneck);
    }
    return block;
  }

  // The convolutions as a branch, if the input channels of each match the output of the previous
  // one.
  std::optional<FoundBlock> Chain(const std::vector<NormedLayer>& path, bool bottleneck) const {
    FoundBlock block{.convolutions = path};
    block.config.type = bottleneck ? BlockType::kBottleneck : BlockType::kBasic;
    std::size_t channels = At(path[0].layer).in;
    block.config.in_channels = channels;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const Module& module = At(path[i].layer);
      const bool small = bottleneck && i != 1;
      if (small ? module.height != 1 : module.height == 1) return {};
      const std::size_t groups = std::max<std::size_t>(channels / module.in, 1);
      if (channels % module.in != 0 || module.out % groups != 0 || (small && groups != 1)) {
        why_ = "the tensor \"" + module.path + ".weight\" has shape " +
               module.ShapeText(module.in) + ", expected " + module.ShapeText(channels);
        return {};
      }
      block.config.convolutions.push_back({.out_channels = module.out,
                                           .kernel = module.height,
                                           .groups = groups,
                                           .padding = module.height / 2});
      channels = module.out;
    }
    return block;
  }

  // A gate is supported only after the last convolution of the branch.
  bool AddGate(FoundBlock& block) const {
    if (!fitted_) return true;
    const auto order_of = [&](const NormedLayer& layer) { return At(layer.layer).order; };
    const std::uint32_t order = At(gate_[0]).order;
    if (tree_.definition_order && order > order_of(block.convolutions.front()) &&
        order < order_of(block.convolutions.back())) {
      why_ = "\"" + At(gate_[0]).path + "\" weighs channels within the branch, before \"" +
             At(block.convolutions.back().layer).path + "\"";
      return false;
    }
    block.gate = gate_;
    block.config.gate = fitted_->config;
    return fitted_->channels == 0 || fitted_->channels == block.config.out_channels();
  }

  const ModuleTree& tree_;
  bool ordered_;
  std::string& why_;
  std::vector<NormedLayer> layers_;
  std::vector<std::size_t> gate_;
  std::optional<FittedGate> fitted_;  // the gate that gate_ forms
};

}  // namespace

std::optional<FoundBlock> ParseBlock(const ModuleTree& tree, const std::vector<std::size_t>& below,
                                     bool ordered, std::string& why) {
  return BlockParser(tree, ordered, why).Parse(below);
}

}  // namespace residua
