// How reliable a network's probabilities are, measured on photos that it was not trained on.

#pragma once

namespace residua {

struct Calibration {
  // Logits are divided by the temperature before softmax, so that about 80 % of the answers with a
  // probability of 80 % are right ("On Calibration of Modern Neural Networks", Guo et al. 2017).
  double temperature = 1;
  // Answers whose best class is less probable are reported as not sure. In [0, 1]; 0 disables this.
  double threshold = 0;

  // The probability from which a group is certain: the threshold; without one, 0.5.
  double hedge_threshold() const { return threshold > 0 ? threshold : 0.5; }
};

}  // namespace residua
