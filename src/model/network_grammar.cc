#include "model/network_grammar.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "model/uniformity.h"

namespace residua {
namespace {

// The stem and the head have at most this many modules.
constexpr std::size_t kMostLoose = 64;

// Names of the head that self-supervised training discards.
constexpr std::string_view kProjectionWords[] = {"projector", "projection", "proj_head",
                                                 "predictor", "prototypes", "last_layer",
                                                 "encoder_q", "encoder_k",  "contrast"};

class NetworkParser {
 public:
  NetworkParser(const ModuleTree& tree, bool ordered, ParseFailure& failure)
      : tree_(tree), ordered_(ordered), failure_(failure) {}

  std::optional<ParsedNetwork> Parse(std::size_t node) {
    const bool parsed = Collect(node) && FindStem() && MakeStages() && IsUniform() &&
                        AreBlocksAlike() && FindHead() && IsHeadApart();
    failure_.blocks = blocks_;
    if (!parsed) {
      // A failed block explains the failures that follow from it.
      if (!block_failures_.empty()) failure_.reason = block_failures_.front().why;
      return {};
    }
    network_.node = CommonNode();
    return std::move(network_);
  }

 private:
  const Module& At(std::size_t module) const { return tree_.modules[module]; }
  std::string Quoted(std::size_t module) const { return "\"" + At(module).path + "\""; }

  bool Refuse(std::string reason) {
    failure_.reason = std::move(reason);
    return false;
  }

  // Separates the modules into blocks and all others, in order.
  bool Collect(std::size_t root) {
    std::vector<std::size_t> pending = {root};
    while (!pending.empty()) {
      const std::size_t node = pending.back();
      pending.pop_back();
      std::string why;
      const std::vector<std::size_t> below = tree_.Below(node);
      if (std::optional<FoundBlock> block = ParseBlock(tree_, below, ordered_, why)) {
        // A block on the image is a stem of several convolutions, unless it has a projection.
        const bool first = found_.empty() && loose_.empty();
        if (first && block->config.in_channels <= 4 && block->projection.layer == kNoTensor) {
          loose_.insert(loose_.end(), below.begin(), below.end());
        } else {
          // If a part of a node is a block, the node itself is not meant to be one.
          std::erase_if(block_failures_, [&](const BlockFailure& failure) {
            return tree_.IsBelow(block->node, failure.node);
          });
          found_.push_back(std::move(*block));
          ++blocks_;
        }
        continue;
      }
      if (!why.empty()) block_failures_.push_back({node, why});
      const ModuleNode& here = tree_.nodes[node];
      if (here.module != kNoTensor) loose_.push_back(here.module);
      if (loose_.size() > kMostLoose) return false;
      pending.insert(pending.end(), here.children.rbegin(), here.children.rend());
    }
    return !found_.empty();
  }

  // The convolutions on the image and their normalisations.
  bool FindStem() {
    std::vector<std::size_t> convolutions;
    std::vector<std::size_t> norms;
    for (const std::size_t module : loose_) {
      if (At(module).kind == ModuleKind::kConvolution) convolutions.push_back(module);
      if (At(module).kind == ModuleKind::kNormalisation) norms.push_back(module);
      if (At(module).kind == ModuleKind::kGroupNormalisation) {
        return Refuse(Quoted(module) +
                      " is a normalisation without running statistics, such as "
                      "group normalisation");
      }
    }
    std::size_t channels = 0;
    std::vector<std::size_t> stem;
    for (const std::size_t module : convolutions) {
      const Module& convolution = At(module);
      if (convolution.height != convolution.width || convolution.height % 2 == 0) continue;
      if (stem.empty() ? convolution.in > 16 || convolution.height == 1
                       : convolution.in != channels || convolution.height == 1) {
        continue;
      }
      if (stem.empty()) network_.input_channels = convolution.in;
      stem.push_back(module);
      channels = convolution.out;
    }
    if (stem.empty()) return Refuse("no convolution takes the image");
    if (stem.size() > 3)
      return Refuse("its stem has " + std::to_string(stem.size()) + " convolutions");
    // Normalisations of the stem only: those of the head have other channels or are not paired.
    NormPairing pairing = PairNorms(tree_, stem, norms);
    network_.stem = std::move(pairing.layers);
    for (const NormedLayer& layer : network_.stem) {
      if (layer.norm == kNoTensor && !At(layer.layer).tensors.has(TensorPart::kBias)) {
        return Refuse("no normalisation follows " + Quoted(layer.layer));
      }
    }
    for (const NormedLayer& layer : network_.stem) {
      std::erase(loose_, layer.layer);
      if (layer.norm != kNoTensor) std::erase(loose_, layer.norm);
    }
    return true;
  }

  // The child of `ancestor` on the path to the block's node; the block's node itself if it is
  // `ancestor`.
  std::size_t ChildOf(std::size_t ancestor, const FoundBlock& block) const {
    std::size_t node = block.node;
    while (node != ancestor && tree_.nodes[node].parent != ancestor) {
      node = tree_.nodes[node].parent;
    }
    return node;
  }

  // Groups the blocks by the nesting of their modules: one group per stage or one per block.
  std::vector<std::vector<FoundBlock>> GroupBlocks() {
    std::size_t body = found_.front().node;
    for (const FoundBlock& block : found_) {
      while (!tree_.IsBelow(block.node, body)) body = tree_.nodes[body].parent;
    }
    std::vector<std::vector<FoundBlock>> groups;
    std::vector<std::size_t> nodes;
    bool numbered = false;
    for (FoundBlock& block : found_) {
      const std::size_t node = ChildOf(body, block);
      if (nodes.empty() || nodes.back() != node) {
        nodes.push_back(node);
        groups.push_back({});
        const std::string& name = tree_.nodes[node].name;
        numbered = numbered || name.find_first_of("0123456789") != name.npos;
      }
      groups.back().push_back(std::move(block));
    }
    if (!ordered_ && !numbered) ChainGroups(groups);
    return groups;
  }

  // A stage begins where blocks widen, or where a module with several blocks begins with a
  // projection.
  bool MakeStages() {
    std::vector<std::vector<FoundBlock>> groups = GroupBlocks();
    const bool nested = groups.size() < blocks_;
    std::size_t channels = At(network_.stem.back().layer).out;
    for (std::vector<FoundBlock>& group : groups) {
      bool first = true;
      for (FoundBlock& block : group) {
        if (block.config.in_channels != channels) {
          return Refuse("the block at \"" + tree_.PathOf(block.node) + "\" takes " +
                        std::to_string(block.config.in_channels) +
                        " channels, where the part before it gives " + std::to_string(channels));
        }
        const bool projects = block.config.shortcut == ShortcutType::kProjection;
        const bool widens = block.config.out_channels() != channels;
        if (widens && !projects) {
          if (block.config.out_channels() < channels) {
            return Refuse("the block at \"" + tree_.PathOf(block.node) +
                          "\" has no projection for its shortcut");
          }
          block.config.shortcut = ShortcutType::kPadding;
        }
        const bool begins = widens || (nested && first && projects);
        if (network_.stages.empty() || begins) network_.stages.push_back({});
        channels = block.config.out_channels();
        network_.stages.back().push_back(std::move(block));
        first = false;
      }
    }
    return true;
  }

  // Networks are built in a loop: if a convolution of one block has a bias or a normalisation, the
  // same convolution of all blocks has one.
  bool IsUniform() {
    std::array<const NormedLayer*, 4> firsts = {};
    for (const std::vector<FoundBlock>& stage : network_.stages) {
      for (const FoundBlock& block : stage) {
        std::vector<NormedLayer> layers = block.convolutions;
        layers.resize(3);
        layers.push_back(block.projection);
        for (std::size_t i = 0; i < layers.size(); ++i) {
          if (layers[i].layer == kNoTensor) continue;
          const NormedLayer*& first = firsts[i];
          const NormedLayer& original = i == 3 ? block.projection : block.convolutions[i];
          if (!first) first = &original;
          const auto has_bias = [&](const NormedLayer& layer) {
            return At(layer.layer).tensors.has(TensorPart::kBias);
          };
          if (has_bias(*first) != has_bias(original)) {
            return Refuse(Quoted(first->layer) + " and " + Quoted(original.layer) +
                          " differ: one of them has no bias");
          }
          if ((first->norm == kNoTensor) != (original.norm == kNoTensor)) {
            return Refuse(Quoted(first->layer) + " and " + Quoted(original.layer) +
                          " differ: one of them has no normalisation");
          }
        }
      }
    }
    return true;
  }

  bool AreBlocksAlike() {
    std::optional<std::string> difference = DifferenceOfBlocks(tree_, network_.stages);
    return !difference || Refuse(std::move(*difference));
  }

  // Stages without numbers in their names are ordered so that their channels match.
  void ChainGroups(std::vector<std::vector<FoundBlock>>& groups) const {
    std::size_t channels = At(network_.stem.back().layer).out;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (std::size_t k = i; k < groups.size(); ++k) {
        if (groups[k].front().config.in_channels != channels) continue;
        std::rotate(groups.begin() + static_cast<std::ptrdiff_t>(i),
                    groups.begin() + static_cast<std::ptrdiff_t>(k),
                    groups.begin() + static_cast<std::ptrdiff_t>(k) + 1);
        break;
      }
      channels = groups[i].back().config.out_channels();
    }
  }

  static bool IsProjection(const std::string& path) {
    return std::ranges::any_of(kProjectionWords, [&](std::string_view word) {
      return path.find(word) != std::string::npos;
    });
  }

  // Chains the remaining modules in the order in which their channels match.
  bool FindHead() {
    const std::size_t features = network_.stages.back().back().config.out_channels();
    network_.is_projection = std::ranges::any_of(
        loose_, [&](std::size_t module) { return IsProjection(At(module).path); });
    if (network_.is_projection) {
      for (const std::size_t module : loose_) {
        if (At(module).kind == ModuleKind::kConvolution) return Unexpected(module);
      }
      return true;
    }
    std::erase_if(loose_, [&](std::size_t module) { return IsForTraining(At(module).path); });
    for (const std::size_t module : loose_) {
      if (At(module).kind == ModuleKind::kOther ||
          At(module).kind == ModuleKind::kChannelConvolution) {
        return Unexpected(module);
      }
    }
    std::size_t channels = features;
    if (!TakeMapLayers(channels)) return false;
    if (loose_.empty()) return true;
    for (const std::size_t input : {channels, 2 * channels}) {
      std::vector<std::size_t> left = loose_;
      std::vector<HeadModule> head = ChainHead(left, input);
      if (head.empty() || At(head.back().module).kind == ModuleKind::kNormalisation) continue;
      if (!left.empty()) return RefuseLeft(left, head);
      network_.doubled = input != channels;
      for (const HeadModule& module : head) network_.head.push_back(module);
      PlaceActivations();
      return true;
    }
    const Module& first = At(loose_[0]);
    if (first.kind == ModuleKind::kLinear && first.in > channels && first.in % channels == 0) {
      return Refuse(Quoted(loose_[0]) + " takes " + std::to_string(first.in) +
                    " numbers, whole maps rather than one number for each of " +
                    std::to_string(channels) + " channels");
    }
    return Unexpected(loose_[0]);
  }

  bool HoldsBlock(std::size_t node) const {
    return std::ranges::any_of(network_.stages, [&](const std::vector<FoundBlock>& stage) {
      return std::ranges::any_of(
          stage, [&](const FoundBlock& block) { return tree_.IsBelow(block.node, node); });
    });
  }

  // A node with layers of both the stem and the head, but without a block, is a damaged block.
  bool IsHeadApart() {
    for (const NormedLayer& stem : network_.stem) {
      for (const HeadModule& head : network_.head) {
        std::size_t node = At(stem.layer).node;
        while (!tree_.IsBelow(At(head.module).node, node)) node = tree_.nodes[node].parent;
        if (!HoldsBlock(node)) {
          return Refuse(Quoted(stem.layer) + " and " + Quoted(head.module) +
                        " do not make a residual block");
        }
      }
    }
    return true;
  }

  // 1x1 convolutions with normalisation, which run on the maps before the pooling.
  bool TakeMapLayers(std::size_t& channels) {
    std::vector<std::size_t> convolutions;
    std::vector<std::size_t> norms;
    for (const std::size_t module : loose_) {
      if (At(module).kind == ModuleKind::kConvolution) convolutions.push_back(module);
      if (At(module).kind == ModuleKind::kNormalisation) norms.push_back(module);
    }
    if (convolutions.empty()) return true;
    for (const NormedLayer& layer : PairNorms(tree_, convolutions, norms).layers) {
      const Module& convolution = At(layer.layer);
      if (!convolution.is_convolution(1)) return Unexpected(layer.layer);
      if (layer.norm == kNoTensor) continue;
      if (convolution.in != channels) return Unexpected(layer.layer);
      network_.head.push_back(
          {.module = layer.layer, .norm = layer.norm, .before_pooling = true, .activated = true});
      channels = convolution.out;
      std::erase(loose_, layer.layer);
      std::erase(loose_, layer.norm);
    }
    return true;
  }

  std::vector<HeadModule> ChainHead(std::vector<std::size_t>& left, std::size_t channels) const {
    std::vector<HeadModule> head;
    for (bool taken = true; taken;) {
      taken = false;
      for (const std::size_t module : left) {
        if (At(module).in != channels) continue;
        head.push_back({.module = module});
        channels = At(module).out;
        std::erase(left, module);
        taken = true;
        break;
      }
    }
    return head;
  }

  // An activation comes between two linear layers, after the normalisation if there is one. The
  // numbers of an nn.Sequential may show that there is no activation, or that it precedes the
  // normalisation.
  void PlaceActivations() {
    std::vector<HeadModule>& head = network_.head;
    const auto is_norm = [&](std::size_t i) {
      return At(head[i].module).kind == ModuleKind::kNormalisation;
    };
    for (std::size_t i = 0; i + 1 < head.size(); ++i) {
      if (head[i].before_pooling || is_norm(i)) continue;
      std::size_t next = i + 1;  // the next linear layer
      while (next + 1 < head.size() && is_norm(next)) ++next;
      std::size_t at = next - 1;
      for (std::size_t k = i; k < next; ++k) {
        const std::optional<bool> room = HasRoom(head[k].module, head[k + 1].module);
        if (room == false && k + 1 == next) at = kNoTensor;
        if (room == true) {
          at = k;
          break;
        }
      }
      if (at != kNoTensor) head[at].activated = true;
    }
  }

  // Whether the numbering of an nn.Sequential leaves room for a module without tensors between
  // these two; unset if they are not in one nn.Sequential.
  std::optional<bool> HasRoom(std::size_t first, std::size_t second) const {
    const ModuleNode& a = tree_.nodes[At(first).node];
    const ModuleNode& b = tree_.nodes[At(second).node];
    const std::optional<std::size_t> a_place = PlaceInSequential(a.name);
    const std::optional<std::size_t> b_place = PlaceInSequential(b.name);
    if (a.parent != b.parent || !a_place || !b_place) return std::nullopt;
    return *b_place > *a_place + 1;
  }

  bool Unexpected(std::size_t module) {
    return Refuse("a ResNet has no place for " + Quoted(module));
  }

  bool RefuseLeft(const std::vector<std::size_t>& left, const std::vector<HeadModule>& head) {
    if (At(left[0]).kind != ModuleKind::kLinear) return Unexpected(left[0]);
    failure_.says_way_out = true;
    return Refuse("it has two heads, " + Quoted(head.back().module) + " and " + Quoted(left[0]) +
                  ": save it with one of them");
  }

  std::size_t CommonNode() const {
    std::size_t node = At(network_.stem[0].layer).node;
    const auto include = [&](std::size_t other) {
      while (!tree_.IsBelow(other, node)) node = tree_.nodes[node].parent;
    };
    for (const NormedLayer& layer : network_.stem) include(At(layer.layer).node);
    for (const std::vector<FoundBlock>& stage : network_.stages) {
      for (const FoundBlock& block : stage) include(block.node);
    }
    for (const HeadModule& module : network_.head) include(At(module.module).node);
    return node;
  }

  const ModuleTree& tree_;
  bool ordered_;
  ParseFailure& failure_;
  struct BlockFailure {
    std::size_t node = 0;
    std::string why;
  };

  std::vector<BlockFailure> block_failures_;
  std::vector<std::size_t> loose_;
  std::vector<FoundBlock> found_;  // before they are assigned to stages
  std::size_t blocks_ = 0;
  ParsedNetwork network_;
};

}  // namespace

std::optional<ParsedNetwork> ParseNetwork(const ModuleTree& tree, std::size_t node, bool ordered,
                                          ParseFailure& failure) {
  return NetworkParser(tree, ordered, failure).Parse(node);
}

}  // namespace residua
