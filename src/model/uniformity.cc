#include "model/uniformity.h"

namespace residua {
namespace {

// Compares every block with the first.
class Comparison {
 public:
  Comparison(const ModuleTree& tree, const FoundBlock& first) : tree_(tree), first_(first) {}

  std::optional<std::string> Add(const FoundBlock& block) {
    if (std::optional<std::string> why = Groups(block)) return why;
    if (std::optional<std::string> why = Gates(block)) return why;
    return Shortcuts(block);
  }

 private:
  const Module& At(std::size_t module) const { return tree_.modules[module]; }
  std::string Place(const FoundBlock& block) const {
    return "\"" + tree_.PathOf(block.node) + "\"";
  }

  // All blocks have the same number of groups (ResNeXt) or groups of the same width (depthwise).
  std::optional<std::string> Groups(const FoundBlock& block) {
    const std::size_t spatial = first_.config.type == BlockType::kBottleneck ? 1 : 0;
    const Module& original = At(first_.convolutions[spatial].layer);
    const std::size_t groups = first_.config.convolutions[spatial].groups;
    for (std::size_t i = 0; i < block.convolutions.size(); ++i) {
      const Module& module = At(block.convolutions[i].layer);
      if (module.height == 1) continue;
      const std::size_t others = block.config.convolutions[i].groups;
      same_count_ = same_count_ && others == groups;
      same_width_ = same_width_ && module.in == original.in && (others > 1) == (groups > 1);
      if (!same_count_ && !same_width_) {
        return "\"" + original.path + "\" and \"" + module.path +
               "\" differ in their groups: the shape of one of them is wrong";
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> Gates(const FoundBlock& block) const {
    const std::string differ =
        "the blocks at " + Place(first_) + " and " + Place(block) + " differ: one of them has no ";
    if (first_.config.gate.type != block.config.gate.type) {
      return differ + "squeeze-and-excitation or channel attention";
    }
    for (std::size_t i = 0; i < block.gate.size(); ++i) {
      if (At(first_.gate[i]).tensors.has(TensorPart::kBias) !=
          At(block.gate[i]).tensors.has(TensorPart::kBias)) {
        return differ + "bias in its squeeze-and-excitation";
      }
    }
    return std::nullopt;
  }

  // All blocks that widen use projections, or all use padding.
  std::optional<std::string> Shortcuts(const FoundBlock& block) {
    if (block.config.shortcut == ShortcutType::kPadding) padding_ = &block;
    if (block.config.shortcut == ShortcutType::kProjection) projecting_ = &block;
    if (!padding_ || !projecting_) return std::nullopt;
    return "the block at " + Place(*padding_) +
           " has no projection for its shortcut, and the one at " + Place(*projecting_) +
           " has one";
  }

  const ModuleTree& tree_;
  const FoundBlock& first_;
  bool same_count_ = true;  // of groups, so far
  bool same_width_ = true;
  const FoundBlock* padding_ = nullptr;
  const FoundBlock* projecting_ = nullptr;
};

}  // namespace

std::optional<std::string> DifferenceOfBlocks(const ModuleTree& tree,
                                              const std::vector<std::vector<FoundBlock>>& stages) {
  Comparison comparison(tree, stages.front().front());
  for (const std::vector<FoundBlock>& stage : stages) {
    for (const FoundBlock& block : stage) {
      if (std::optional<std::string> why = comparison.Add(block)) return why;
    }
  }
  return std::nullopt;
}

}  // namespace residua
