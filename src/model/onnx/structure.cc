#include "model/onnx/structure.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "model/layer_id.h"
#include "model/onnx/residual_blocks.h"

namespace residua::onnx {
namespace {

class Finder {
 public:
  explicit Finder(Imported& imported) : steps_(imported.steps), imported_(imported) {}

  Structure Run(std::vector<std::size_t>& order) {
    order = OrderSteps(steps_, imported_.output);
    structure_.config.input_channels = steps_[0].shape.channels;
    const std::size_t pooled = AddHead();
    blocks_ = FindBlocks(steps_, order);
    if (!blocks_.empty() && AddBlocks(pooled)) {
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

  void Name(std::size_t step, std::string name) {
    structure_.names.emplace_back(step, std::move(name));
  }

  // Reads the head backwards from the output to the pooling. Returns the pooling step, or 0 if
  // there is none.
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

  // Whether a step is the addition that ends a block or its activation.
  bool IsBlockOutput(std::size_t step) const {
    return Is(step, StepKind::kAddition) ||
           (Is(step, StepKind::kActivation) && Is(At(step).inputs[0], StepKind::kAddition));
  }

  bool AddStem() {
    StemConfig& stem = structure_.config.stem;
    stem.pool.reset();
    stem.activation = false;
    std::vector<std::size_t> chain;
    for (std::size_t step = blocks_[0].fork; !Is(step, StepKind::kInput);) {
      if (chain.size() == kLongestSide || At(step).inputs.size() != 1) return false;
      chain.insert(chain.begin(), step);
      step = At(step).inputs[0];
    }
    std::vector<std::size_t> convolutions;
    for (const std::size_t step : chain) {
      const Step& s = At(step);
      if (s.kind == StepKind::kConvolution && IsBlur(steps_, step)) {
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
    // A separate padding step pads asymmetrically or reflects the edges.
    if (Is(s.inputs[0], StepKind::kPadding)) config.padding = config.kernel / 2;
    return config;
  }

  FoundGateLayer GateLayerAt(std::size_t step) const {
    const bool over_channels = Is(step, StepKind::kChannelConvolution);
    return {.type = over_channels ? GateLayerType::kOverChannels : GateLayerType::kDense,
            .out_channels = At(step).layer->out_channels,
            .in_channels = At(step).layer->in_channels};
  }

  // The gate of a branch, whose layers it names; kNone if there is no gate.
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
      std::ranges::reverse(layers);
      std::array<FoundGateLayer, kMostGateLayers> found;
      if (layers.size() > found.size()) return {};
      std::ranges::transform(layers, found.begin(),
                             [&](std::size_t one) { return GateLayerAt(one); });
      const std::optional<FittedGate> fitted = FitGate(std::span(found).first(layers.size()));
      if (!fitted) return {};
      const std::span<const GateLayer> rows = RowOf(fitted->config.type).layers;
      for (std::size_t i = 0; i < layers.size(); ++i) {
        id.role = rows[i].role;
        NameLayer(layers[i], id);
      }
      return fitted->config;
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
      if (!IsBlur(steps_, step)) continue;
      structure_.config.anti_aliased = true;
      // The blur has the stride of the convolution before it.
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
      for (std::size_t step = At(block.branch.convolutions[0]).inputs[0];
           step != SkipElementwise(steps_, step); step = At(step).inputs[0]) {
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
  Structure structure_;
  std::vector<Block> blocks_;
  std::size_t maps_ = 0;  // the input of the pooling
  bool pre_activation_ = false;
};

}  // namespace

Structure FindStructure(Imported& imported, std::vector<std::size_t>& order) {
  return Finder(imported).Run(order);
}

}  // namespace residua::onnx
