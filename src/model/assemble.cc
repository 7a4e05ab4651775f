#include "model/assemble.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "model/module_facts.h"
#include "model/shortcuts.h"
#include "model/ways_out.h"

namespace residua {
namespace {

using engine::Activation;

constexpr LayerRole kBasicRoles[] = {LayerRole::kFirst, LayerRole::kSecond};
constexpr LayerRole kBottleneckRoles[] = {LayerRole::kReduce, LayerRole::kSpatial,
                                          LayerRole::kExpand};

class Assembler {
 public:
  Assembler(const ModuleTree& tree, const ParsedNetwork& parsed, const TensorIndex& index,
            const ArchitectureHints& hints)
      : tree_(tree), parsed_(parsed), hints_(hints), facts_(index) {
    network_.path = tree.PathOf(parsed.node);
    modules_ = facts_.Below(network_.path);
  }

  RecognisedNetwork Run() && {
    if (!hints_.pooled_shortcut && !ShowsShortcuts(tree_, facts_, parsed_)) {
      RefuseNetwork(
          {"The tensors are those of a ResNet whose shortcuts have no weights, and of a plain "
           "network without shortcuts; the file does not say which. For a ResNet give "
           "architecture.shortcut \"padding\" in the model's configuration.",
           kExportPlain});
    }
    ResNetConfig& config = network_.config;
    config.input_channels = parsed_.input_channels;
    config.batch_norm_epsilon = hints_.batch_norm_epsilon.value_or(1e-5);
    config.activation = BodyActivation();
    config.sum_activation = hints_.activation_after_addition.value_or(config.activation);
    config.anti_aliased = hints_.anti_aliased.value_or(false);
    AddStem();
    for (std::size_t stage = 0; stage < parsed_.stages.size(); ++stage) AddStage(stage);
    AddHead();
    config.output = OutputOf();
    if (const Variant* const variant = FindVariant(config)) config.name = variant->name;
    return std::move(network_);
  }

 private:
  const Module& At(std::size_t module) const { return tree_.modules[module]; }
  void Assume(std::string what) { network_.assumptions.push_back(std::move(what)); }

  void AddLayer(const LayerId& id, const NormedLayer& layer) {
    RecognisedLayer& added = network_.layers.emplace_back();
    added.id = id;
    added.tensors = At(layer.layer).tensors;
    if (layer.norm == kNoTensor) return;
    for (const TensorPart part :
         {TensorPart::kScale, TensorPart::kShift, TensorPart::kMean, TensorPart::kVariance}) {
      added.tensors[part] = At(layer.norm).tensors[part];
    }
    if (!hints_.batch_norm_epsilon) added.epsilon = facts_.Number(At(layer.norm).path, "eps");
  }

  // The size that the file gives for a convolution, or `otherwise` if it gives none.
  std::size_t SizeOr(std::size_t module, const char* fact, std::size_t otherwise) const {
    return facts_.Size(At(module).path, fact).value_or(otherwise);
  }

  bool InBlock(const std::string& path) const {
    for (const std::vector<FoundBlock>& stage : parsed_.stages) {
      for (const FoundBlock& block : stage) {
        if (StartsWithPath(path, tree_.PathOf(block.node))) return true;
      }
    }
    return false;
  }

  bool InGate(const std::string& path) const {
    for (const std::vector<FoundBlock>& stage : parsed_.stages) {
      for (const FoundBlock& block : stage) {
        for (const std::size_t module : block.gate) {
          const std::string gate = tree_.PathOf(tree_.nodes[At(module).node].parent);
          if (gate != tree_.PathOf(block.node) && StartsWithPath(path, gate)) return true;
        }
      }
    }
    return false;
  }

  // A gate always runs with the activations of its type, so a network with others is rejected.
  void CheckActivations(const FoundBlock& found) const {
    if (found.gate.empty()) return;
    const std::string gate = tree_.PathOf(tree_.nodes[At(found.gate[0]).node].parent);
    if (gate == tree_.PathOf(found.node)) return;
    const Gate& row = RowOf(found.config.gate.type);
    for (const ObjectFacts* const object : modules_) {
      if (!StartsWithPath(object->path, gate)) continue;
      const std::optional<Activation> activation = facts_.ActivationOf(*object);
      if (!activation ||
          std::ranges::find(row.layers, *activation, &GateLayer::activation) != row.layers.end()) {
        continue;
      }
      RefuseNetwork({"The gate at \"", gate, "\" has the activation ", NameOf(*activation),
                     ", which is not run in ", row.words, ".", kExportAsOnnx});
    }
  }

  Activation BodyActivation() {
    if (hints_.activation) return *hints_.activation;
    std::optional<Activation> found;
    for (const ObjectFacts* const object : modules_) {
      if (!InBlock(object->path) || InGate(object->path)) continue;
      const std::optional<Activation> activation = facts_.ActivationOf(*object);
      if (!activation || activation->kind == engine::ActivationKind::kSigmoid) continue;
      if (found && *found != *activation) {
        RefuseNetwork(
            {"The network's blocks have several activation functions, and Residua runs "
             "one throughout.",
             kExportAsOnnx});
      }
      found = activation;
    }
    if (!found) Assume("ReLU as activation");
    return found.value_or(engine::kRelu);
  }

  void AddStem() {
    StemConfig& stem = network_.config.stem;
    const bool single = parsed_.stem.size() == 1;
    const Module& first = At(parsed_.stem[0].layer);
    const bool small = single && first.height == 3;
    const std::optional<std::size_t> said_stride =
        hints_.stem_stride ? hints_.stem_stride : facts_.Size(first.path, "stride");
    const bool said_pool = hints_.max_pool || SaysPooling();
    if (single && first.height != 3 && first.height != 7 && (!said_stride || !said_pool)) {
      const std::string kernel = std::to_string(first.height);
      constexpr std::string_view kWayOut =
          "\"), and the file does not say its stride or what pooling follows: give "
          "architecture.stemStride and architecture.maxPool in the model's configuration.";
      RefuseNetwork(
          {"The stem is a ", kernel, "x", kernel, " convolution (\"", first.path, kWayOut});
    }
    for (std::size_t i = 0; i < parsed_.stem.size(); ++i) {
      const std::size_t module = parsed_.stem[i].layer;
      const Module& convolution = At(module);
      const std::size_t usual = i == 0 && !small ? 2 : 1;
      const std::size_t said = SizeOr(module, "stride", usual);
      stem.convolutions.push_back({.out_channels = convolution.out,
                                   .kernel = convolution.height,
                                   .stride = i == 0 ? hints_.stem_stride.value_or(said) : said,
                                   .padding = hints_.stem_padding.value_or(
                                       SizeOr(module, "padding", convolution.height / 2)),
                                   .dilation = SizeOr(module, "dilation", 1)});
      AddLayer({.place = LayerPlace::kStem,
                .role = LayerRole::kConvolution,
                .number = single ? 0 : i + 1},
               parsed_.stem[i]);
    }
    stem.activation = true;
    if (hints_.stem_activation) {
      stem.activation = *hints_.stem_activation != Activation{};
    }
    stem.pool = StemPool(small);
  }

  // Whether the file, if it is a whole network, has max pooling as a module.
  bool SaysPooling() const {
    return std::ranges::any_of(modules_, [&](const ObjectFacts* object) {
      return !InBlock(object->path) && ClassName(object->type) == "MaxPool2d";
    });
  }

  std::optional<PoolConfig> StemPool(bool small) {
    PoolConfig pool;
    if (hints_.stem_padding) pool.padding = *hints_.stem_padding;
    if (hints_.max_pool) return *hints_.max_pool ? std::optional(pool) : std::nullopt;
    for (const ObjectFacts* const object : modules_) {
      if (InBlock(object->path)) continue;
      const std::string_view type = ClassName(object->type);
      if (type == "MaxPool2d") {
        pool.window = facts_.Size(object->path, "kernel_size").value_or(pool.window);
        pool.stride = facts_.Size(object->path, "stride").value_or(pool.stride);
        pool.padding = facts_.Size(object->path, "padding").value_or(pool.padding);
        return pool;
      }
      if (type == "Identity" && object->path.find("maxpool") != std::string::npos) {
        return std::nullopt;
      }
    }
    if (small) {
      Assume("no pooling after a 3x3 stem, which is for small images");
      return std::nullopt;
    }
    Assume("3x3 max pooling after the stem");
    return pool;
  }

  std::size_t StageStride(std::size_t stage) const {
    if (stage < hints_.stage_strides.size()) return hints_.stage_strides[stage];
    if (stage == 0) return hints_.first_stage_stride.value_or(1);
    if (stage < hints_.dilation.size() && hints_.dilation[stage] > 1) return 1;
    return 2;
  }

  // The convolution of a block that has its stride.
  std::size_t StridingConvolution(const BlockConfig& block) const {
    const StridePlacement placement = hints_.stride_placement.value_or(StridePlacement::kSpatial);
    if (block.type == BlockType::kBasic) return placement == StridePlacement::kSecond ? 1 : 0;
    return placement == StridePlacement::kReduce ? 0 : 1;
  }

  void AddStage(std::size_t stage) {
    StageConfig& config = network_.config.stages.emplace_back();
    for (std::size_t i = 0; i < parsed_.stages[stage].size(); ++i) {
      config.blocks.push_back(AddBlock(parsed_.stages[stage][i], stage, i));
    }
  }

  BlockConfig AddBlock(const FoundBlock& found, std::size_t stage, std::size_t number) {
    BlockConfig block = found.config;
    const bool said = facts_.Find(At(found.convolutions[0].layer).path) != nullptr &&
                      hints_.stage_strides.empty() && !hints_.first_stage_stride;
    const std::size_t stride = number == 0 ? StageStride(stage) : 1;
    // As in torchvision's replace_stride_with_dilation, the first block of a stage keeps the
    // dilation of the previous stage.
    std::size_t dilation = 1;
    if (stage < hints_.dilation.size()) {
      dilation = number > 0 || stage == 0 ? hints_.dilation[stage] : hints_.dilation[stage - 1];
    }
    for (std::size_t i = 0; i < block.convolutions.size(); ++i) {
      ConvolutionConfig& convolution = block.convolutions[i];
      const std::size_t module = found.convolutions[i].layer;
      convolution.stride = i == StridingConvolution(block) ? stride : 1;
      if (said) convolution.stride = SizeOr(module, "stride", convolution.stride);
      convolution.dilation = hints_.dilation.empty() ? SizeOr(module, "dilation", 1) : dilation;
      if (convolution.kernel == 1) convolution.dilation = 1;
      convolution.padding =
          SizeOr(module, "padding", convolution.kernel / 2 * convolution.dilation);
    }
    const LayerId id{.place = LayerPlace::kBody, .stage = stage + 1, .block = number + 1};
    const auto with_role = [&](LayerRole role) {
      LayerId layer = id;
      layer.role = role;
      return layer;
    };
    if (block.shortcut == ShortcutType::kIdentity && block.stride() != 1) {
      block.shortcut = ShortcutType::kPadding;
    }
    if (block.shortcut == ShortcutType::kProjection) {
      if (block.stride() != 1 && IsPooled(found.projection)) {
        block.shortcut = ShortcutType::kPooledProjection;
      }
      AddLayer(with_role(LayerRole::kProjection), found.projection);
    }
    for (std::size_t i = 0; i < found.convolutions.size(); ++i) {
      AddLayer(with_role(block.type == BlockType::kBasic ? kBasicRoles[i] : kBottleneckRoles[i]),
               found.convolutions[i]);
    }
    CheckActivations(found);
    const std::span<const GateLayer> gate = RowOf(block.gate.type).layers;
    for (std::size_t i = 0; i < gate.size(); ++i) {
      AddLayer(with_role(gate[i].role), {found.gate[i]});
    }
    return block;
  }

  // If pooling precedes the projection, the projection is the second module of its nn.Sequential.
  bool IsPooled(const NormedLayer& projection) const {
    if (hints_.pooled_shortcut) return *hints_.pooled_shortcut;
    const ModuleNode& node = tree_.nodes[At(projection.layer).node];
    if (PlaceInSequential(node.name) != 1) return false;
    return std::ranges::none_of(tree_.nodes[node.parent].children, [&](std::size_t sibling) {
      return tree_.nodes[sibling].name == "0";
    });
  }

  void AddHead() {
    ResNetConfig& config = network_.config;
    config.num_classes = 0;
    std::size_t linears = 0;
    for (const HeadModule& module : parsed_.head) linears += !module.before_pooling;
    std::size_t number = 0;
    for (std::size_t i = 0; i < parsed_.head.size(); ++i) {
      const HeadModule& found = parsed_.head[i];
      const Module& module = At(found.module);
      const bool last = i + 1 == parsed_.head.size();
      HeadLayer layer{.out_channels = module.out, .before_pooling = found.before_pooling};
      LayerId id{.place = LayerPlace::kHead, .role = LayerRole::kLinear};
      if (found.before_pooling) {
        layer.type = HeadLayerType::kConvolution;
        id.role = LayerRole::kConvolution;
      } else {
        ++number;
        id.number = linears > 1 ? number : 0;
        if (module.kind == ModuleKind::kNormalisation) {
          layer.type = HeadLayerType::kNormalisation;
          id.role = LayerRole::kNormalisation;
        }
        config.num_classes = module.out;
      }
      AddLayer(id, {found.module, found.norm});
      if (module.kind == ModuleKind::kNormalisation && !hints_.batch_norm_epsilon) {
        network_.layers.back().epsilon = facts_.Number(module.path, "eps");
      }
      config.head.layers.push_back(layer);
      if (!last || found.before_pooling) {
        const std::optional<Activation> activation = HeadActivation(i);
        if (activation && *activation != Activation{}) {
          config.head.layers.push_back({.type = HeadLayerType::kActivation,
                                        .out_channels = module.out,
                                        .before_pooling = found.before_pooling,
                                        .activation = *activation});
        }
      }
    }
    config.head.pooling = PoolingOf();
  }

  // The activation after module `i` of the head.
  std::optional<Activation> HeadActivation(std::size_t i) {
    const HeadModule& found = parsed_.head[i];
    if (found.before_pooling) return network_.config.activation;
    if (hints_.head_activation) {
      return found.activated ? hints_.head_activation : std::nullopt;
    }
    // A whole network lists the modules between two members of an nn.Sequential.
    const ObjectFacts* const object = facts_.Find(At(found.module).path);
    const ObjectFacts* const next = facts_.Find(At(parsed_.head[i + 1].module).path);
    const auto parent = [&](std::size_t module) { return tree_.nodes[At(module).node].parent; };
    if (object && next && parent(found.module) == parent(parsed_.head[i + 1].module) &&
        PlaceInSequential(tree_.nodes[At(found.module).node].name)) {
      for (const ObjectFacts* const between : modules_) {
        if (between->order <= object->order || between->order >= next->order) continue;
        if (std::optional<Activation> activation = facts_.ActivationOf(*between)) return activation;
      }
      return std::nullopt;
    }
    if (!found.activated) return std::nullopt;
    if (!assumed_head_) Assume("ReLU between the linear layers of the head");
    assumed_head_ = true;
    return engine::kRelu;
  }

  HeadPooling PoolingOf() {
    if (hints_.pooling) return *hints_.pooling;
    if (parsed_.doubled) {
      Assume("maxima and averages pooled, since the head takes two numbers for each channel");
      return HeadPooling::kMaxAverage;
    }
    for (const ObjectFacts* const object : modules_) {
      if (InBlock(object->path)) continue;
      const std::string_view type = ClassName(object->type);
      if (type == "AdaptiveMaxPool2d") return HeadPooling::kMax;
      if (type == "AdaptiveAvgPool2d") return HeadPooling::kAverage;
    }
    Assume("average pooling in the head");
    return HeadPooling::kAverage;
  }

  OutputType OutputOf() const {
    if (network_.config.num_classes == 1) return OutputType::kSigmoid;
    if (hints_.output) return *hints_.output;
    // A whole network with nn.Sigmoid at its end.
    for (const ObjectFacts* const object : modules_) {
      if (!InBlock(object->path) && ClassName(object->type) == "Sigmoid") {
        return OutputType::kSigmoid;
      }
    }
    return OutputType::kSoftmax;
  }

  const ModuleTree& tree_;
  const ParsedNetwork& parsed_;
  const ArchitectureHints& hints_;
  ModuleFacts facts_;
  std::vector<const ObjectFacts*> modules_;  // of the network, if it was saved whole
  bool assumed_head_ = false;
  RecognisedNetwork network_;
};

}  // namespace

RecognisedNetwork Assemble(const ModuleTree& tree, const ParsedNetwork& parsed,
                           const TensorIndex& index, const ArchitectureHints& hints) {
  return Assembler(tree, parsed, index, hints).Run();
}

}  // namespace residua
