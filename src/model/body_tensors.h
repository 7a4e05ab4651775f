// What stays of a checkpoint when its network gets another head.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checkpoint/tensor_index.h"
#include "model/recognise.h"

namespace residua {

struct BodyTensors {
  // Of the stem, the body and what of the head lies before the pooling; and what PyTorch keeps
  // beside them (num_batches_tracked). Sorted as in the file; names begin below the network's path.
  std::vector<TensorEntry> tensors;
  // The new layer's name, in the words of the library that the network comes from: that of the old
  // one, "fc" or "classifier.1" where there is none.
  std::string head;
  std::size_t head_dimensions = 2;  // of its weight; 4: a 1x1 convolution
  double epsilon = 1e-5;            // of the batch normalisations
};

BodyTensors FindBodyTensors(const TensorIndex& index, const RecognisedNetwork& network);

}  // namespace residua
