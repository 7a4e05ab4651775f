// How much a network's probabilities are worth, measured on photos that it was not trained on.

#pragma once

namespace residua {

struct Calibration {
  // Logits are divided by it before they become probabilities, so that of the answers given with
  // 80 % about 80 % are right ("On Calibration of Modern Neural Networks", Guo et al. 2017).
  double temperature = 1;
  // Answers whose best class is less probable are reported as not sure. In [0, 1]; 0 disables it.
  double threshold = 0;

  // What a group's probability must reach to be called certain: the threshold; without one, that
  // the group is more likely right than wrong.
  double hedge_threshold() const { return threshold > 0 ? threshold : 0.5; }
};

}  // namespace residua
