// Indexes of checkpoints that hold no numbers, written down layer by layer, for tests of
// recognition.

#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/tensor_index.h"

namespace residua::testing {

class NetworkSketch {
 public:
  // Whether the tensors' order is that of definition, as in PyTorch's files.
  explicit NetworkSketch(bool definition_order = true) {
    index_.definition_order = definition_order;
  }

  NetworkSketch& Tensor(const std::string& name, std::vector<std::uint64_t> shape,
                        DType dtype = DType::kF32) {
    TensorEntry entry{.name = name, .dtype = dtype, .shape = std::move(shape)};
    entry.begin = end_;
    entry.order = static_cast<std::uint32_t>(index_.tensors.size());
    end_ += entry.elements() * SizeOf(dtype);
    entry.end = end_;
    index_.tensors.push_back(entry);
    return *this;
  }

  NetworkSketch& Conv(const std::string& name, std::uint64_t out, std::uint64_t in,
                      std::uint64_t kernel, bool bias = false) {
    Tensor(name + ".weight", {out, in, kernel, kernel});
    if (bias) Tensor(name + ".bias", {out});
    return *this;
  }

  NetworkSketch& Norm(const std::string& name, std::uint64_t channels) {
    for (const char* const part : {".weight", ".bias", ".running_mean", ".running_var"}) {
      Tensor(name + part, {channels});
    }
    return Tensor(name + ".num_batches_tracked", {}, DType::kI64);
  }

  NetworkSketch& Linear(const std::string& name, std::uint64_t out, std::uint64_t in,
                        bool bias = true) {
    Tensor(name + ".weight", {out, in});
    if (bias) Tensor(name + ".bias", {out});
    return *this;
  }

  // torchvision's stem, four stages of one basic block each, widths 16 to 128.
  NetworkSketch& Body(const std::string& prefix = "") {
    Conv(prefix + "conv1", 16, 3, 7).Norm(prefix + "bn1", 16);
    std::uint64_t in = 16;
    for (std::uint64_t stage = 1; stage <= 4; ++stage) {
      const std::uint64_t out = 8u << stage;
      const std::string at = prefix + "layer" + std::to_string(stage) + ".0.";
      Conv(at + "conv1", out, in, 3).Norm(at + "bn1", out);
      Conv(at + "conv2", out, out, 3).Norm(at + "bn2", out);
      if (in != out) Conv(at + "downsample.0", out, in, 1).Norm(at + "downsample.1", out);
      in = out;
    }
    return *this;
  }

  // Body and a linear layer of 5 classes.
  NetworkSketch& Whole(const std::string& prefix = "") {
    return Body(prefix).Linear(prefix + "fc", 5, 128);
  }

  TensorIndex& index() { return index_; }

  TensorEntry& At(const std::string& name) {
    return *std::ranges::find(index_.tensors, name, &TensorEntry::name);
  }

  void Erase(const std::string& name) {
    std::erase_if(index_.tensors, [&](const TensorEntry& tensor) { return tensor.name == name; });
  }

 private:
  TensorIndex index_;
  std::uint64_t end_ = 0;
};

}  // namespace residua::testing
