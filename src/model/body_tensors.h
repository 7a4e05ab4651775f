// The tensors that a checkpoint keeps when its network gets a new head.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checkpoint/tensor_index.h"
#include "model/recognise.h"

namespace residua {

struct BodyTensors {
  // Tensors of the stem, of the body and of the head before the pooling, and PyTorch's bookkeeping
  // for them (num_batches_tracked). In file order; names are relative to the network's path.
  std::vector<TensorEntry> tensors;
  // The name of the new classifier. It follows the library that the network comes from: the name of
  // the old classifier, or "fc" or "classifier.1" if there is none.
  std::string head;
  std::size_t head_dimensions = 2;  // rank of its weight; 4: a 1x1 convolution
  double epsilon = 1e-5;            // of batch normalisation
};

BodyTensors FindBodyTensors(const TensorIndex& index, const RecognisedNetwork& network);

}  // namespace residua
