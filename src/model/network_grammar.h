// The grammar of a ResNet over a tree of modules, whatever they are called: stem, blocks, head.
//
//   convolutions that are in no block, the first on the image  ->  stem
//   blocks, channels following one another                     ->  stages
//   linear layers, normalisations, 1x1 convolutions behind     ->  head

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
  std::size_t norm = kNoTensor;  // of a convolution on the maps
  bool before_pooling = false;
  bool activated = false;  // behind it, and its norm; the last one is not
};

struct ParsedNetwork {
  std::vector<NormedLayer> stem;
  std::vector<std::vector<FoundBlock>> stages;
  std::vector<HeadModule> head;  // empty: an encoder
  std::size_t input_channels = 0;
  bool doubled = false;        // the head takes twice the features: maxima and averages
  bool is_projection = false;  // a head of self-supervised training was left out
  std::size_t node = 0;        // the smallest that holds all of it
};

struct ParseFailure {
  std::string reason;         // "its blocks ..."; empty: nothing about it is like a ResNet
  std::size_t blocks = 0;     // that were recognised
  bool says_way_out = false;  // what to do is a part of the reason
};

// Parses what lies below `node`. `ordered`: the order of siblings is that of definition.
std::optional<ParsedNetwork> ParseNetwork(const ModuleTree& tree, std::size_t node, bool ordered,
                                          ParseFailure& failure);

}  // namespace residua
