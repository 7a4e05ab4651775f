// Arranges the tensors of a checkpoint as the tree of modules that they belong to.
//
//   "layer1.0.conv1.weight", "layer1.0.bn1.weight", "layer1.0.bn1.running_mean", ...
//     ->  root > layer1 > 0 > { conv1: convolution, bn1: normalisation }

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/tensor_index.h"

namespace residua {

inline constexpr std::size_t kNoTensor = ~std::size_t{0};

// The tensors that a layer may have, including those of its normalisation.
enum class TensorPart : std::size_t {
  kWeight,
  kMask,       // torch.nn.utils.prune: the weight is weight_orig * weight_mask
  kMagnitude,  // torch.nn.utils.weight_norm: the weight is weight_g * weight_v / |weight_v|
  kBias,
  kScale,  // of batch normalisation
  kShift,
  kMean,
  kVariance,
};
inline constexpr std::size_t kTensorParts = 8;

// For each part, the index of its tensor in TensorIndex::tensors, or kNoTensor.
struct LayerTensors {
  std::array<std::size_t, kTensorParts> parts = {kNoTensor, kNoTensor, kNoTensor, kNoTensor,
                                                 kNoTensor, kNoTensor, kNoTensor, kNoTensor};

  std::size_t& operator[](TensorPart part) { return parts[static_cast<std::size_t>(part)]; }
  std::size_t operator[](TensorPart part) const { return parts[static_cast<std::size_t>(part)]; }
  bool has(TensorPart part) const { return (*this)[part] != kNoTensor; }
};

enum class ModuleKind {
  kConvolution,         // O x I/groups x H x W
  kNormalisation,       // with running statistics
  kLinear,              // O x I
  kChannelConvolution,  // 1 x 1 x taps, over the channel axis (ECA)
  kGroupNormalisation,  // scale and shift without statistics: group or layer normalisation
  kOther,               // any other module whose tensors may affect the result
};

// A module that has tensors.
struct Module {
  std::string path;
  ModuleKind kind = ModuleKind::kOther;
  LayerTensors tensors;
  std::uint32_t order = 0;  // order of definition, if ModuleTree::definition_order
  std::size_t out = 0;      // output channels; for a normalisation, all of its channels
  std::size_t in = 0;       // input channels of one group
  std::size_t height = 1;   // of the kernel
  std::size_t width = 1;
  std::size_t node = 0;  // in ModuleTree::nodes
  std::string problem;   // for kOther, the reason for this kind; may be empty

  // The shape of the weight, such as "[64, 3, 7, 7]", with `in_channels` as the second dimension.
  std::string ShapeText(std::size_t in_channels) const;

  bool is_convolution(std::size_t kernel) const {
    return kind == ModuleKind::kConvolution && height == kernel && width == kernel;
  }
};

struct ModuleNode {
  std::string name;                   // "conv1"
  std::size_t parent = 0;             // the root is its own parent
  std::vector<std::size_t> children;  // nodes, in the chosen order
  std::size_t module = kNoTensor;     // in ModuleTree::modules, if it has tensors
};

// The order of siblings.
enum class ModuleOrder {
  kDefinition,  // as in the file
  kNatural,     // by name, digits by value: "block2" before "block10"
};

struct ModuleTree {
  std::vector<Module> modules;
  std::vector<ModuleNode> nodes;  // the first is the root
  // Indices of tensors whose names do not end in a known part of a module.
  std::vector<std::size_t> unknown;
  bool definition_order = false;  // whether Module::order is known

  // The path of a node, such as "a.b.c"; empty for the root.
  std::string PathOf(std::size_t node) const;

  // The modules below a node, in order.
  std::vector<std::size_t> Below(std::size_t node) const;

  bool IsBelow(std::size_t node, std::size_t ancestor) const;
};

ModuleTree MakeModuleTree(const TensorIndex& index, ModuleOrder order);

// Tensors that training leaves in the file and inference does not need ("num_batches_tracked").
bool IsBookkeeping(std::string_view tensor);

// Losses and metrics, which do not affect inference ("criterion.weight").
bool IsForTraining(std::string_view path);

// Whether `path` equals `prefix` or is below it.
bool StartsWithPath(std::string_view path, std::string_view prefix);

// Compares in natural order: digit sequences by value, everything else by character.
bool NaturalLess(std::string_view a, std::string_view b);

}  // namespace residua
