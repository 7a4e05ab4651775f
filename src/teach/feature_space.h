// The coordinates in which a head is learned: embeddings, centred and scaled, without the
// directions in which they do not differ.
//
//   embedding e  ->  z = Q (e - mean) / scale, and 1
//
// A linear layer on z is also one on e, so the result is an ordinary head. The scale makes the mean
// squared length of z 1 for every network, so that the strength of a penalty has the same meaning
// everywhere.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "teach/matrix.h"
#include "teach/samples.h"

namespace residua::teach {

// A linear layer: logits = weights * embedding + bias.
struct LinearHead {
  std::size_t classes = 0;
  std::size_t features = 0;
  std::vector<float> weights;  // classes x features
  std::vector<float> bias;     // classes
};

class FeatureSpace {
 public:
  // `sample_weights` apply to the mean and the scale; they sum to 1.
  FeatureSpace(const Samples& samples, std::span<const double> sample_weights);

  // samples x (coordinates + 1); the last coordinate is 1.
  const Matrix& coordinates() const { return coordinates_; }

  // The same layer on embeddings. `weights` is classes x (coordinates + 1), with the bias last.
  LinearHead HeadOf(const Matrix& weights) const;

 private:
  // Q from a pivoted Cholesky decomposition of the samples' Gram matrix: as many coordinates as
  // there are directions in which the samples differ, which is fewer than samples.
  void Reduce();

  std::vector<double> mean_;
  double scale_ = 1;
  Matrix centred_;  // samples x features, of mean squared length 1
  bool reduced_ = false;
  std::vector<std::size_t> pivots_;  // samples that span the coordinates
  Matrix triangle_;                  // coordinates of the pivots, lower triangular
  Matrix coordinates_;
};

}  // namespace residua::teach
