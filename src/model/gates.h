// Gates: small layers that compute a factor from 0 to 1 per channel from the averages of a branch's
// channels, and scale each channel by its factor.
//
// A gate is one row of the table in gates.cc. Recognition, construction, description and cost all
// follow from its row.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/fusion.h"
#include "model/layer_id.h"

namespace residua {

namespace engine {
class GraphBuilder;
struct Value;
}  // namespace engine

class WeightSource;

enum class GateType {
  kNone,
  kSqueezeExcite,  // Hu et al. 2017
  kEfficient,      // efficient channel attention, Wang et al. 2019
  kEffective,      // effective squeeze-and-excitation, Lee and Park 2020
};

// The gate that scales the channels of a branch before the addition.
struct GateConfig {
  GateType type = GateType::kNone;
  // Channels after the squeeze (all channels if there is no squeeze), or taps of the convolution.
  std::size_t size = 0;

  bool operator==(const GateConfig&) const = default;
};

enum class GateLayerType {
  kDense,         // a linear layer or a 1x1 convolution
  kOverChannels,  // a convolution over the channel axis
};

struct GateLayer {
  LayerRole role = LayerRole::kExcite;
  GateLayerType type = GateLayerType::kDense;
  bool squeezes = false;          // kDense: GateConfig::size outputs, otherwise one per channel
  engine::Activation activation;  // after the layer
};

struct Gate {
  GateType type = GateType::kNone;
  const char* name = "none";  // in the JavaScript interface
  const char* words = "";     // in descriptions; followed by the size
  std::span<const GateLayer> layers;
  // Names of the parent module that identify the gate if its shapes are ambiguous. Empty: the
  // shapes are sufficient.
  std::span<const std::string_view> places;
};

// All gates except kNone. If several fit, the first takes precedence.
std::span<const Gate> Gates();

// The row of a type; the row of kNone has no layers.
const Gate& RowOf(GateType type);

inline constexpr std::size_t kMostGateLayers = 2;

// A layer of a gate, as found in a file.
struct FoundGateLayer {
  GateLayerType type = GateLayerType::kDense;
  std::size_t out_channels = 0;
  std::size_t in_channels = 0;  // kOverChannels: taps
};

struct FittedGate {
  GateConfig config;
  std::size_t channels = 0;  // that it scales; 0: any number
};

// The gate that consists of these layers, in order of execution; unset if there is none. `place` is
// the name of their parent module; unset if the layers are known to be a gate.
std::optional<FittedGate> FitGate(std::span<const FoundGateLayer> layers,
                                  std::optional<std::string_view> place = std::nullopt);

// x: N x H x W x channels; the result has the same shape. `id` specifies the stage and the block.
engine::Value AddGate(engine::GraphBuilder& graph, engine::Value x, const GateConfig& gate,
                      std::size_t channels, LayerId id, WeightSource& weights);

// "squeeze-and-excitation of 16". The type must not be kNone.
std::string Describe(const GateConfig& gate);

struct GateCost {
  std::size_t parameters = 0;
  std::size_t multiplications = 0;  // per image
};

// The cost of a gate over `channels` channels. Dense layers are assumed to have biases.
GateCost CostOf(const GateConfig& gate, std::size_t channels);

}  // namespace residua
