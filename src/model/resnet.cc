#include "model/resnet.h"

#include "model/body.h"
#include "model/head.h"
#include "model/stem.h"

namespace residua {

engine::Plan MakeResNet(const ResNetConfig& config, WeightSource& weights) {
  engine::Plan plan;
  engine::Value x = plan.Input(config.input_channels);
  x = AddStem(plan, x, config, weights);
  x = AddBody(plan, x, config, weights);
  AddHead(plan, x, config, weights);
  return plan;
}

}  // namespace residua
