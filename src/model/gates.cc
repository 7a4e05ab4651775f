#include "model/gates.h"

#include <algorithm>

#include "engine/graph.h"
#include "model/weight_source.h"

namespace residua {
namespace {

using engine::LayerShape;
using engine::Value;

constexpr GateLayer kSqueezeExcite[] = {
    {.role = LayerRole::kSqueeze, .squeezes = true, .activation = engine::kRelu},
    {.role = LayerRole::kExcite, .activation = engine::kSigmoid},
};

constexpr GateLayer kEfficient[] = {
    {.role = LayerRole::kChannelMixing,
     .type = GateLayerType::kOverChannels,
     .activation = engine::kSigmoid},
};

constexpr GateLayer kEffective[] = {
    {.role = LayerRole::kExcite, .activation = engine::kHardSigmoid},
};

// A projection without normalisation has the same shape.
constexpr std::string_view kEffectivePlaces[] = {"se", "ese"};  // in timm's ResNets and VoVNets

constexpr Gate kNoGate;

// One row per gate.
constexpr Gate kGates[] = {
    {.type = GateType::kSqueezeExcite,
     .name = "squeeze-excite",
     .words = "squeeze-and-excitation",
     .layers = kSqueezeExcite},
    {.type = GateType::kEfficient,
     .name = "efficient",
     .words = "efficient channel attention",
     .layers = kEfficient},
    {.type = GateType::kEffective,
     .name = "effective",
     .words = "effective squeeze-and-excitation",
     .layers = kEffective,
     .places = kEffectivePlaces},
};

// The shape of a layer that takes `in_channels`, in a gate over `channels` channels.
LayerShape ShapeOf(const GateLayer& layer, const GateConfig& gate, std::size_t channels,
                   std::size_t in_channels) {
  if (layer.type == GateLayerType::kOverChannels) {
    return {.out_channels = 1, .in_channels = gate.size};
  }
  return {.out_channels = layer.squeezes ? gate.size : channels, .in_channels = in_channels};
}

// Channels after a layer of this shape.
std::size_t ChannelsAfter(const GateLayer& layer, const LayerShape& shape, std::size_t before) {
  return layer.type == GateLayerType::kOverChannels ? before : shape.out_channels;
}

std::optional<FittedGate> FitRow(const Gate& row, std::span<const FoundGateLayer> layers) {
  if (layers.size() != row.layers.size()) return std::nullopt;
  FittedGate fitted{.config = {.type = row.type}};
  std::size_t channels = 0;  // before the layer; 0: unknown
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const FoundGateLayer& found = layers[i];
    if (found.type != row.layers[i].type) return std::nullopt;
    if (found.type == GateLayerType::kOverChannels) {
      // The number of taps is odd.
      if (found.in_channels % 2 == 0) return std::nullopt;
      fitted.config.size = found.in_channels;
      continue;
    }
    if (channels != 0 && found.in_channels != channels) return std::nullopt;
    if (fitted.channels == 0) fitted.channels = found.in_channels;
    channels = found.out_channels;
    if (row.layers[i].squeezes) fitted.config.size = channels;
  }
  if (channels != fitted.channels) return std::nullopt;
  if (fitted.config.size == 0) fitted.config.size = channels;
  return fitted;
}

}  // namespace

const Gate& RowOf(GateType type) {
  const auto* const row = std::ranges::find(kGates, type, &Gate::type);
  return row == std::ranges::end(kGates) ? kNoGate : *row;
}

std::span<const Gate> Gates() { return kGates; }

std::optional<FittedGate> FitGate(std::span<const FoundGateLayer> layers,
                                  std::optional<std::string_view> place) {
  for (const Gate& row : kGates) {
    if (place && !row.places.empty() && std::ranges::find(row.places, *place) == row.places.end()) {
      continue;
    }
    if (std::optional<FittedGate> fitted = FitRow(row, layers)) return fitted;
  }
  return std::nullopt;
}

Value AddGate(engine::GraphBuilder& graph, Value x, const GateConfig& gate, std::size_t channels,
              LayerId id, WeightSource& weights) {
  if (gate.type == GateType::kNone) return x;
  Value numbers = graph.Pooling(x, {.kind = engine::PoolingKind::kGlobalAverage});
  std::size_t in_channels = channels;
  for (const GateLayer& layer : RowOf(gate.type).layers) {
    id.role = layer.role;
    const LayerShape shape = ShapeOf(layer, gate, channels, in_channels);
    numbers = layer.type == GateLayerType::kOverChannels
                  ? graph.ChannelConvolution(numbers, weights.Declare(id, shape))
                  : graph.Linear(numbers, weights.Declare(id, shape));
    numbers = graph.Activate(numbers, layer.activation);
    in_channels = ChannelsAfter(layer, shape, in_channels);
  }
  return graph.Multiply(x, numbers);
}

std::string Describe(const GateConfig& gate) {
  return RowOf(gate.type).words + (" of " + std::to_string(gate.size));
}

GateCost CostOf(const GateConfig& gate, std::size_t channels) {
  GateCost cost;
  std::size_t in_channels = channels;
  for (const GateLayer& layer : RowOf(gate.type).layers) {
    const LayerShape shape = ShapeOf(layer, gate, channels, in_channels);
    const bool dense = layer.type == GateLayerType::kDense;
    cost.parameters += shape.weights() + (dense ? shape.out_channels : 0);
    cost.multiplications += shape.weights() * (dense ? 1 : channels);
    in_channels = ChannelsAfter(layer, shape, in_channels);
  }
  return cost;
}

}  // namespace residua
