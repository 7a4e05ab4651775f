// A graph with a packed kernel for every node, ready to run. Immutable and shared by all
// executions.

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/tensor.h"
#include "engine/graph.h"
#include "engine/kernel.h"
#include "engine/kernel_choice.h"

namespace residua::engine {

class Weights {
 public:
  const Graph& graph() const { return *graph_; }
  const Kernel& kernel(std::size_t node) const { return *kernels_[node]; }

  // The shape of a node's result for one image of the size that kernels were chosen for.
  const Shape4& usual_shape(std::size_t node) const { return shapes_[node]; }

 private:
  friend class WeightsBuilder;

  std::shared_ptr<const Graph> graph_;
  std::vector<Shape4> shapes_;
  std::vector<std::shared_ptr<const Kernel>> kernels_;  // per node; null for the input
};

// Chooses and packs the kernels of a graph. MakeKernel and Kernel::Pack may be called while weights
// arrive, for the layers in any order.
class WeightsBuilder {
 public:
  explicit WeightsBuilder(Graph graph, const KernelOptions& options = {});

  const Graph& graph() const { return *weights_.graph_; }

  // Creates the kernel of one layer, so that its weights can be packed. Throws Error(kOutOfMemory).
  std::unique_ptr<Kernel> MakeKernel(std::size_t layer) const;

  // Seals and stores a kernel that has all weights of the layer. Throws Error(kOutOfMemory).
  void Seal(std::size_t layer, std::unique_ptr<Kernel> kernel);

  // Call once. Throws Error(kInternal) if a layer has not been sealed.
  std::shared_ptr<const Weights> Build();

 private:
  std::unique_ptr<Kernel> MakeNodeKernel(std::size_t node) const;

  KernelChoice choice_;
  Weights weights_;
};

}  // namespace residua::engine
