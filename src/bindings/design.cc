#include "bindings/design.h"

#include <string>
#include <vector>

#include "model/module_facts.h"

using emscripten::val;

namespace residua {
namespace {

template <typename T>
val ListOf(const std::vector<T>& items, auto&& convert) {
  val list = val::array();
  for (const T& item : items) list.call<void>("push", convert(item));
  return list;
}

val ToJs(const ConvolutionConfig& convolution) {
  val made = val::object();
  made.set("outChannels", convolution.out_channels);
  made.set("kernel", convolution.kernel);
  made.set("groups", convolution.groups);
  made.set("stride", convolution.stride);
  made.set("padding", convolution.padding);
  made.set("dilation", convolution.dilation);
  return made;
}

const char* NameOf(ShortcutType shortcut) {
  switch (shortcut) {
    case ShortcutType::kIdentity:
      return "identity";
    case ShortcutType::kProjection:
      return "projection";
    case ShortcutType::kPooledProjection:
      return "pooled-projection";
    case ShortcutType::kPadding:
      return "padding";
  }
  return "identity";
}

val ToJs(const GateConfig& gate, std::size_t channels) {
  const GateCost cost = CostOf(gate, channels);
  val made = val::object();
  made.set("type", std::string(RowOf(gate.type).name));
  made.set("size", gate.size);
  made.set("parameters", cost.parameters);
  made.set("multiplications", cost.multiplications);
  return made;
}

val ToJs(const BlockConfig& block) {
  val made = val::object();
  made.set("type", std::string(block.type == BlockType::kBasic ? "basic" : "bottleneck"));
  made.set("inChannels", block.in_channels);
  made.set("convolutions", ListOf(block.convolutions, [](const auto& one) { return ToJs(one); }));
  made.set("shortcut", std::string(NameOf(block.shortcut)));
  made.set("gate", ToJs(block.gate, block.out_channels()));
  return made;
}

val ToJs(const StemConfig& stem) {
  val made = val::object();
  made.set("convolutions", ListOf(stem.convolutions, [](const auto& one) { return ToJs(one); }));
  made.set("activation", stem.activation);
  if (stem.pool) {
    val pool = val::object();
    pool.set("window", stem.pool->window);
    pool.set("stride", stem.pool->stride);
    pool.set("padding", stem.pool->padding);
    made.set("pool", pool);
  } else {
    made.set("pool", val::null());
  }
  return made;
}

const char* NameOf(HeadLayerType type) {
  switch (type) {
    case HeadLayerType::kConvolution:
      return "convolution";
    case HeadLayerType::kLinear:
      return "linear";
    case HeadLayerType::kNormalisation:
      return "normalisation";
    case HeadLayerType::kActivation:
      return "activation";
  }
  return "linear";
}

const char* NameOf(HeadPooling pooling) {
  switch (pooling) {
    case HeadPooling::kAverage:
      return "average";
    case HeadPooling::kMax:
      return "max";
    case HeadPooling::kMaxAverage:
      return "max-average";
  }
  return "average";
}

val ToJs(const HeadConfig& head) {
  val made = val::object();
  made.set("pooling", std::string(NameOf(head.pooling)));
  made.set("layers", ListOf(head.layers, [](const HeadLayer& layer) {
             val one = val::object();
             one.set("type", std::string(NameOf(layer.type)));
             one.set("outChannels", layer.out_channels);
             one.set("beforePooling", layer.before_pooling);
             return one;
           }));
  return made;
}

}  // namespace

val DesignOf(const ResNetConfig& config) {
  val design = val::object();
  design.set("inputChannels", config.input_channels);
  design.set("activation", std::string(NameOf(config.activation)));
  design.set("sumActivation", std::string(NameOf(config.sum_activation)));
  design.set("antiAliased", config.anti_aliased);
  design.set("stem", ToJs(config.stem));
  design.set("stages", ListOf(config.stages, [](const StageConfig& stage) {
               val made = val::object();
               made.set("blocks", ListOf(stage.blocks, [](const auto& one) { return ToJs(one); }));
               return made;
             }));
  design.set("head", ToJs(config.head));
  return design;
}

}  // namespace residua
