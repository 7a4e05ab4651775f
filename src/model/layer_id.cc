#include "model/layer_id.h"

namespace residua {
namespace {

const char* ToString(LayerRole role) {
  switch (role) {
    case LayerRole::kConvolution:
      return "conv";
    case LayerRole::kFirst:
      return "first";
    case LayerRole::kSecond:
      return "second";
    case LayerRole::kReduce:
      return "reduce";
    case LayerRole::kSpatial:
      return "spatial";
    case LayerRole::kExpand:
      return "expand";
    case LayerRole::kProjection:
      return "projection";
    case LayerRole::kSqueeze:
      return "squeeze";
    case LayerRole::kExcite:
      return "excite";
    case LayerRole::kChannelMixing:
      return "attention";
    case LayerRole::kNormalisation:
      return "norm";
    case LayerRole::kLinear:
      break;
  }
  return "linear";
}

}  // namespace

std::string ToString(const LayerId& id) {
  const std::string place = id.place == LayerPlace::kStem   ? "stem"
                            : id.place == LayerPlace::kHead ? "head"
                                                            : BlockName(id.stage, id.block);
  return place + "." + ToString(id.role) + (id.number == 0 ? "" : std::to_string(id.number));
}

std::string StageName(std::size_t stage) { return "stage" + std::to_string(stage); }

std::string BlockName(std::size_t stage, std::size_t block) {
  return StageName(stage) + ".block" + std::to_string(block);
}

}  // namespace residua
