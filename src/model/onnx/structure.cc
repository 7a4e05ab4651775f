#include "model/onnx/structure.h"

#include <algorithm>
#include <optional>

#include "model/layer_id.h"

namespace residua::onnx {
namespace {

// Steps of one side of a block at most.
constexpr std::size_t kLongestSide = 64;

// What follows the first inputs from a step back to the beginning.
using Chain = std::vector<std::size_t>;

// One side of an addition, from the addition back to what both sides have in common.
struct Side {
  std::size_t end = 0;                    // the step that is added
  Chain steps;                            // without the common one
  std::vector<std::size_t> convolutions;  // in the order in which they run
};

struct Block {
  std::size_t sum = 0;     // the addition
  std::size_t output = 0;  // with the activation that follows
  std::size_t fork = 0;    // what both sides begin with
  Side branch;
  Side shortcut;
};

class Finder {
 public:
  explicit Finder(Imported& imported)
      : steps_(imported.steps), imported_(imported), uses_(steps_.size(), 0) {}

  Structure Run(std::vector<std::size_t>& order) {
    OrderSteps(order);
    for (const std::size_t step : order) {
      for (const std::size_t input : steps_[step].inputs) ++uses_[input];
    }
    structure_.config.input_channels = steps_[0].shape.channels;
    const std::size_t pooled = AddHead();
    if (FindBlocks(order) && AddBlocks(pooled)) {
      structure_.is_resnet = true;
      if (const Variant* const variant = FindVariant(structure_.config)) {
        structure_.config.name = variant->name;
      }
      if (pre_activation_) structure_.config.name += "v2";
    } else {
      ListSteps(order, pooled);
    }
    return std::move(structure_);
  }

 private:
  const Step& At(std::size_t step) const { return steps_[step]; }
  bool Is(std::size_t step, StepKind kind) const { return At(step).kind == kind; }

  Chain ChainFrom(std::size_t step) const {
    Chain chain;
    while (chain.size() < kLongestSide) {
      chain.push_back(step);
      // The block before ends here.
      if (Is(step, StepKind::kInput) || (Is(step, StepKind::kAddition) && chain.size() > 1)) break;
      step = At(step).inputs[0];
    }
    return chain;
  }

  // A blur's convolution has no weights to learn.
  bool IsBlur(std::size_t step) const {
    const Step& s = At(step);
    return s.kind == StepKind::kConvolution && s.layer->groups == s.layer->in_channels &&
           s.layer->groups > 1 && At(s.inputs[0]).reflects;
  }

  Side SideUpTo(const Chain& chain, std::size_t fork) const {
    Side side{.end = chain[0], .steps = {}, .convolutions = {}};
    for (const std::size_t step : chain) {
      if (step == fork) break;
      side.steps.push_back(step);
      if (Is(step, StepKind::kConvolution) && !IsBlur(step)) {
        side.convolutions.insert(side.convolutions.begin(), step);
      }
    }
    return side;
  }

  std::optional<Block> BlockAt(std::size_t sum) const {
    const Chain a = ChainFrom(At(sum).inputs[0]);
    const Chain b = ChainFrom(At(sum).inputs[1]);
    const auto common = std::ranges::find_first_of(a, b);
    if (common == a.end()) return std::nullopt;
    Block block{.sum = sum,
                .output = sum,
                .fork = *common,
                .branch = SideUpTo(a, *common),
                .shortcut = SideUpTo(b, *common)};
    if (block.branch.convolutions.size() < block.shortcut.convolutions.size()) {
      std::swap(block.branch, block.shortcut);
    }
    return block;
  }

  // Depth first from the output. An addition's shortcut goes first.
  void OrderSteps(std::vector<std::size_t>& order) {
    struct Visit {
      std::size_t step;
      std::size_t next;  // input
    };
    std::vector<bool> seen(steps_.size(), false);
    seen[0] = true;
    order.push_back(0);
    std::vector<Visit> stack;
    const auto enter = [&](std::size_t step) {
      if (seen[step]) return;
      seen[step] = true;
      if (Is(step, StepKind::kAddition)) {
        const std::optional<Block> block = BlockAt(step);
        if (block && block->branch.end != At(step).inputs[0]) {
          std::swap(steps_[step].inputs[0], steps_[step].inputs[1]);
        }
      }
      stack.push_back({step, 0});
    };
    enter(imported_.output);
    while (!stack.empty()) {
      const std::size_t step = stack.back().step;
      const std::vector<std::size_t>& inputs = At(step).inputs;
      if (stack.back().next == inputs.size()) {
        order.push_back(step);
        stack.pop_back();
        continue;
      }
      // From the last input to the first.
      enter(inputs[inputs.size() - ++stack.back().next]);
    }
  }

  void Name(std::size_t step, std::string name) {
    structure_.names.emplace_back(step, std::move(name));
  }

  // From the output back to the pooling, whose step is returned; 0 if there is none that all
  // classes are made of.
  std::size_t AddHead() {
    HeadConfig& head = structure_.config.head;
    std::size_t step = imported_.output;
    const auto add = [&](bool before_pooling) {
      const Step& s = At(step);
      HeadLayer layer{.out_channels = s.shape.channels, .before_pooling = before_pooling};
      switch (s.kind) {
        case StepKind::kLinear:
          layer.type = HeadLayerType::kLinear;
          break;
        case StepKind::kConvolution:
          layer.type = before_pooling ? HeadLayerType::kConvolution : HeadLayerType::kLinear;
          break;
        case StepKind::kAffine:
          layer.type = HeadLayerType::kNormalisation;
          break;
        case StepKind::kActivation:
          layer.type = HeadLayerType::kActivation;
          layer.activation = s.activation;
          break;
        case StepKind::kQuantisation:
          return true;
        default:
          return false;
      }
      head.layers.insert(head.layers.begin(), layer);
      return true;
    };
    while (!Pools(step) && add(false)) step = At(step).inputs[0];
    structure_.config.num_classes = head.layers.empty() ? 0 : At(imported_.output).shape.channels;
    if (!Pools(step)) {
      head.layers.clear();
      structure_.config.num_classes = At(imported_.output).shape.channels;
      return 0;
    }
    const std::size_t pooled = step;
    const bool both = Is(pooled, StepKind::kConcatenation);
    const Step& pooling = At(both ? At(pooled).inputs[0] : pooled);
    head.pooling = both ? HeadPooling::kMaxAverage
                   : pooling.pooling.kind == engine::PoolingKind::kGlobalMax
                       ? HeadPooling::kMax
                       : HeadPooling::kAverage;
    maps_ = step = pooling.inputs[0];
    while (!Is(step, StepKind::kInput) && !IsBlockOutput(step) && add(true)) {
      step = At(step).inputs[0];
    }
    return pooled;
  }

  bool Pools(std::size_t step) const {
    const Step& s = At(step);
    if (s.is_global_pooling()) return true;
    return s.kind == StepKind::kConcatenation && s.inputs.size() == 2 &&
           At(s.inputs[0]).is_global_pooling() && At(s.inputs[1]).is_global_pooling() &&
           At(s.inputs[0]).inputs == At(s.inputs[1]).inputs &&
           At(s.inputs[0]).pooling.kind != At(s.inputs[1]).pooling.kind;
  }

  // The addition that ends a block, or its activation.
  bool IsBlockOutput(std::size_t step) const {
    return Is(step, StepKind::kAddition) ||
           (Is(step, StepKind::kActivation) && Is(At(step).inputs[0], StepKind::kAddition));
  }

  // What a value is made of, but for normalisation, activation and rounding.
  std::size_t Base(std::size_t step) const {
    while (Is(step, StepKind::kAffine) || Is(step, StepKind::kActivation) ||
           Is(step, StepKind::kQuantisation)) {
      step = At(step).inputs[0];
    }
    return step;
  }

  // Blocks follow on one another without anything in between that learns.
  bool FindBlocks(const std::vector<std::size_t>& order) {
    for (const std::size_t step : order) {
      // The one activation that reads it alone.
      if (!blocks_.empty() && Is(step, StepKind::kActivation)) {
        Block& last = blocks_.back();
        if (At(step).inputs[0] == last.sum && uses_[last.sum] == 1) last.output = step;
      }
      if (!Is(step, StepKind::kAddition)) continue;
      const std::optional<Block> block = BlockAt(step);
      if (!block) return false;
      const std::size_t layers = block->branch.convolutions.size();
      if ((layers != 2 && layers != 3) || block->shortcut.convolutions.size() > 1) return false;
      if (!blocks_.empty() && (Base(block->fork) != blocks_.back().sum ||
                               layers != blocks_.back().branch.convolutions.size())) {
        return false;
      }
      blocks_.push_back(*block);
    }
    return !blocks_.empty();
  }

  bool AddStem() {
    StemConfig& stem = structure_.config.stem;
    stem.pool.reset();
    stem.activation = false;
    Chain chain;
    for (std::size_t step = blocks_[0].fork; !Is(step, StepKind::kInput);) {
      if (chain.size() == kLongestSide || At(step).inputs.size() != 1) return false;
      chain.insert(chain.begin(), step);
      step = At(step).inputs[0];
    }
    std::vector<std::size_t> convolutions;
    for (const std::size_t step : chain) {
      const Step& s = At(step);
      if (s.kind == StepKind::kConvolution && IsBlur(step)) {
        structure_.config.anti_aliased = true;
        if (stem.pool) stem.pool->stride = s.convolution.stride;
      } else if (s.kind == StepKind::kConvolution) {
        stem.convolutions.push_back(ConfigOf(step));
        stem.activation = false;
        convolutions.push_back(step);
      } else if (s.kind == StepKind::kActivation && !convolutions.empty()) {
        stem.activation = true;
        structure_.config.activation = s.activation;
      } else if (s.kind == StepKind::kPooling) {
        stem.pool = {
            .window = s.pooling.window, .stride = s.pooling.stride, .padding = s.pooling.padding};
        if (Is(s.inputs[0], StepKind::kPadding)) stem.pool->padding = s.pooling.window / 2;
      }
    }
    if (convolutions.empty()) return false;
    for (std::size_t i = 0; i < convolutions.size(); ++i) {
      NameLayer(convolutions[i], {.place = LayerPlace::kStem,
                                  .role = LayerRole::kConvolution,
                                  .number = convolutions.size() == 1 ? 0 : i + 1});
    }
    Name(blocks_[0].fork, "stem");
    return true;
  }

  void NameLayer(std::size_t step, const LayerId& id) { steps_[step].layer_name = ToString(id); }

  ConvolutionConfig ConfigOf(std::size_t step) const {
    const Step& s = At(step);
    ConvolutionConfig config{.out_channels = s.layer->out_channels,
                             .kernel = s.layer->kernel,
                             .groups = s.layer->groups,
                             .stride = s.convolution.stride,
                             .padding = s.convolution.padding,
                             .dilation = s.convolution.dilation};
    // One side was padded more than the other, or the edges were reflected.
    if (Is(s.inputs[0], StepKind::kPadding)) config.padding = config.kernel / 2;
    return config;
  }

  // What is weighed by gates, or nothing.
  GateConfig AddGate(const Side& branch, LayerId id) {
    for (const std::size_t step : branch.steps) {
      if (!Is(step, StepKind::kMultiplication)) continue;
      std::vector<std::size_t> layers;
      std::size_t gate = At(step).inputs[1];
      for (std::size_t i = 0; i < kLongestSide && !At(gate).inputs.empty(); ++i) {
        if (At(gate).has_weights() && !Is(gate, StepKind::kAffine)) layers.push_back(gate);
        if (At(gate).is_global_pooling()) break;
        gate = At(gate).inputs[0];
      }
      if (layers.size() == 1 && Is(layers[0], StepKind::kChannelConvolution)) {
        id.role = LayerRole::kChannelMixing;
        NameLayer(layers[0], id);
        return {.type = GateType::kEfficient, .size = At(layers[0]).layer->in_channels};
      }
      if (layers.size() != 2) return {};
      id.role = LayerRole::kExcite;
      NameLayer(layers[0], id);
      id.role = LayerRole::kSqueeze;
      NameLayer(layers[1], id);
      return {.type = GateType::kSqueezeExcite, .size = At(layers[1]).layer->out_channels};
    }
    return {};
  }

  BlockConfig AddBlock(const Block& block, LayerId id) {
    constexpr LayerRole kRoles[][3] = {
        {LayerRole::kFirst, LayerRole::kSecond},
        {LayerRole::kReduce, LayerRole::kSpatial, LayerRole::kExpand}};
    const std::vector<std::size_t>& convolutions = block.branch.convolutions;
    const bool bottleneck = convolutions.size() == 3;
    BlockConfig config{.type = bottleneck ? BlockType::kBottleneck : BlockType::kBasic,
                       .in_channels = At(block.fork).shape.channels};
    for (std::size_t i = 0; i < convolutions.size(); ++i) {
      id.role = kRoles[bottleneck][i];
      NameLayer(convolutions[i], id);
      config.convolutions.push_back(ConfigOf(convolutions[i]));
    }
    for (const std::size_t step : block.branch.steps) {
      if (!IsBlur(step)) continue;
      structure_.config.anti_aliased = true;
      // It does what the convolution before it would have.
      const auto before =
          std::ranges::find_if(convolutions.rbegin(), convolutions.rend(),
                               [&](std::size_t convolution) { return convolution < step; });
      if (before != convolutions.rend()) {
        config.convolutions[static_cast<std::size_t>(convolutions.rend() - before) - 1].stride =
            At(step).convolution.stride;
      }
    }
    config.gate = AddGate(block.branch, id);
    bool pools = false;
    bool pads = false;
    for (const std::size_t step : block.shortcut.steps) {
      pools = pools || Is(step, StepKind::kPooling);
      pads = pads || Is(step, StepKind::kChannelPadding);
    }
    if (!block.shortcut.convolutions.empty()) {
      config.shortcut = pools ? ShortcutType::kPooledProjection : ShortcutType::kProjection;
      id.role = LayerRole::kProjection;
      NameLayer(block.shortcut.convolutions[0], id);
    } else if (pads) {
      config.shortcut = ShortcutType::kPadding;
    }
    const std::string name = BlockName(id.stage, id.block);
    Name(block.shortcut.end == block.branch.end ? block.fork : block.shortcut.end,
         name + ".shortcut");
    Name(block.branch.end, name + ".branch");
    Name(block.sum, name + ".sum");
    Name(block.output, name);
    return config;
  }

  bool AddBlocks(std::size_t pooled) {
    if (pooled == 0 || !AddStem()) return false;
    ResNetConfig& config = structure_.config;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const Block& block = blocks_[i];
      const Shape4& from = At(block.fork).shape;
      const Shape4& to = At(block.sum).shape;
      if (i == 0 || from.height != to.height ||
          config.stages.back().blocks.back().out_channels() != to.channels) {
        if (i > 0) Name(blocks_[i - 1].output, StageName(config.stages.size()));
        config.stages.emplace_back();
      }
      std::vector<BlockConfig>& blocks = config.stages.back().blocks;
      blocks.push_back(AddBlock(
          block,
          {.place = LayerPlace::kBody, .stage = config.stages.size(), .block = blocks.size() + 1}));
      for (std::size_t step = At(block.branch.convolutions[0]).inputs[0]; step != Base(step);
           step = At(step).inputs[0]) {
        pre_activation_ = pre_activation_ || (i > 0 && Is(step, StepKind::kAffine));
      }
    }
    const Block& last = blocks_.back();
    config.sum_activation =
        last.output == last.sum ? engine::Activation() : At(last.output).activation;
    for (const std::size_t step : last.branch.steps) {
      if (Is(step, StepKind::kActivation)) config.activation = At(step).activation;
    }
    Name(last.output, StageName(config.stages.size()));
    NameHead(pooled, last.output);
    return true;
  }

  void NameHead(std::size_t pooled, std::size_t body) {
    if (maps_ != body) Name(maps_, "maps");
    Name(pooled, "pooled");
    if (structure_.config.num_classes > 0) Name(imported_.output, "logits");
    std::vector<std::size_t> layers;
    for (std::size_t step = imported_.output; step != pooled; step = At(step).inputs[0]) {
      if (At(step).has_weights()) layers.insert(layers.begin(), step);
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      NameLayer(layers[i], {.place = LayerPlace::kHead,
                            .role = Is(layers[i], StepKind::kAffine) ? LayerRole::kNormalisation
                                                                     : LayerRole::kLinear,
                            .number = layers.size() == 1 ? 0 : i + 1});
    }
  }

  void ListSteps(const std::vector<std::size_t>& order, std::size_t pooled) {
    ResNetConfig& config = structure_.config;
    config.name = "onnx";
    config.stem = {};
    config.stages.clear();
    structure_.names.clear();
    for (Step& step : steps_) step.layer_name.clear();
    std::string& list = structure_.list;
    list = "no ResNet: ";
    Add(order.size() - 1, " steps\n");
    for (const std::size_t step : order) {
      const Step& s = At(step);
      if (s.node) {
        const std::string name = imported_.NameOf(step);
        list += s.node->op;
        list += " \"";
        list += name;
        list += "\": ";
        Name(step, name);
      } else {
        list += "input: ";
      }
      Add(s.shape.channels, " x ");
      Add(s.shape.height, " x ");
      Add(s.shape.width, "\n");
    }
    if (pooled == 0) return;
    Name(maps_, "maps");
    Name(pooled, "pooled");
    if (config.num_classes > 0) Name(imported_.output, "logits");
  }

  void Add(std::size_t number, const char* text) {
    structure_.list += std::to_string(number);
    structure_.list += text;
  }

  Steps& steps_;
  Imported& imported_;
  std::vector<std::size_t> uses_;
  Structure structure_;
  std::vector<Block> blocks_;
  std::size_t maps_ = 0;  // what is pooled
  bool pre_activation_ = false;
};

}  // namespace

Structure FindStructure(Imported& imported, std::vector<std::size_t>& order) {
  return Finder(imported).Run(order);
}

}  // namespace residua::onnx
