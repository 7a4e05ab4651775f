// The grammar of a ResNet over a tree of modules. It does not depend on their names.
//
//   convolutions outside blocks, the first on the image           ->  stem
//   blocks with matching channels                                 ->  stages
//   linear layers, normalisations and 1x1 convolutions after them ->  head

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/block_grammar.h"
#include "model/module_tree.h"
#include "model/norm_pairing.h"

namespace residua {

struct HeadModule {
  std::size_t module = kNoTensor;
  std::size_t norm = kNoTensor;  // for a convolution on the maps
  bool before_pooling = false;
  bool activated = false;  // followed by an activation, after its norm; false for the last layer
};

struct ParsedNetwork {
  std::vector<NormedLayer> stem;
  std::vector<std::vector<FoundBlock>> stages;
  std::vector<HeadModule> head;  // empty: an encoder
  std::size_t input_channels = 0;
  bool doubled = false;        // the head takes twice the features: maxima and averages
  bool is_projection = false;  // a projection head of self-supervised training was omitted
  std::size_t node = 0;        // the lowest node that contains the whole network
};

struct ParseFailure {
  std::string reason;         // "its blocks ..."; empty: nothing resembles a ResNet
  std::size_t blocks = 0;     // number of recognised blocks
  bool says_way_out = false;  // the reason already says what to do
};

// Parses the modules below `node`. `ordered`: siblings are in their order of definition.
std::optional<ParsedNetwork> ParseNetwork(const ModuleTree& tree, std::size_t node, bool ordered,
                                          ParseFailure& failure);

}  // namespace residua
