// Gates: small layers that make, of the averages of a branch's channels, a number from 0 to 1 for
// each of them, which it is multiplied by.
//
// A gate is one row of the table in gates.cc. It is recognised, built, described and counted by
// what its row says.

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

// What weighs the channels of a branch before it is added.
struct GateConfig {
  GateType type = GateType::kNone;
  // Channels that are left by the squeeze, all where none is; or taps of the convolution.
  std::size_t size = 0;

  bool operator==(const GateConfig&) const = default;
};

enum class GateLayerType {
  kDense,         // a linear layer or a 1x1 convolution
  kOverChannels,  // a convolution along the channels
};

struct GateLayer {
  LayerRole role = LayerRole::kExcite;
  GateLayerType type = GateLayerType::kDense;
  bool squeezes = false;  // a dense one gives GateConfig::size channels, else one for each channel
  engine::Activation activation;  // after it
};

struct Gate {
  GateType type = GateType::kNone;
  const char* name = "none";  // for JavaScript
  const char* words = "";     // for people; its size follows
  std::span<const GateLayer> layers;
  // What the module that holds the layers is called, where their shapes could be something else's.
  // Empty: the shapes are enough.
  std::span<const std::string_view> places;
};

// All but kNone. Of several that fit, the first is meant.
std::span<const Gate> Gates();

// The row of a type; that of kNone has no layers.
const Gate& RowOf(GateType type);

inline constexpr std::size_t kMostGateLayers = 2;

// One of a gate's layers as a file has it.
struct FoundGateLayer {
  GateLayerType type = GateLayerType::kDense;
  std::size_t out_channels = 0;
  std::size_t in_channels = 0;  // or taps
};

struct FittedGate {
  GateConfig config;
  std::size_t channels = 0;  // that it weighs; 0: any number
};

// The gate that these layers are, in the order in which they run; unset if they are none. `place`
// is the name of the module that holds them; unset where they are a gate for certain.
std::optional<FittedGate> FitGate(std::span<const FoundGateLayer> layers,
                                  std::optional<std::string_view> place = std::nullopt);

// x: N x H x W x channels, each weighed by its number. `id` has the stage and the block.
engine::Value AddGate(engine::GraphBuilder& graph, engine::Value x, const GateConfig& gate,
                      std::size_t channels, LayerId id, WeightSource& weights);

// "squeeze-and-excitation of 16". The gate is one.
std::string Describe(const GateConfig& gate);

struct GateCost {
  std::size_t parameters = 0;
  std::size_t multiplications = 0;  // for one image
};

// What the layers of a gate over so many channels cost; dense layers have biases.
GateCost CostOf(const GateConfig& gate, std::size_t channels);

}  // namespace residua
