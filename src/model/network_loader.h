// Makes a network from a checkpoint while its bytes arrive: recognises the variant as soon as the
// header is there, and folds and packs each layer as soon as its last tensor is, or where that is
// the weight, as most files have it, a few output channels at a time.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_reader.h"
#include "engine/thread_pool.h"
#include "engine/weights.h"
#include "model/config.h"
#include "model/recognise.h"
#include "model/weight_source.h"

namespace residua {

// A network that is ready to run.
struct Network {
  ResNetConfig config;
  std::shared_ptr<const engine::Weights> weights;
  std::size_t parameters = 0;  // numbers that training learned
};

// What loading needs to know beside the checkpoint.
struct NetworkHints {
  ArchitectureHints architecture;
  engine::KernelOptions kernels;
  // Its threads fold and pack, until Finish; null: the calling thread alone.
  const engine::ThreadPool* pool = nullptr;
};

class NetworkLoader final : private CheckpointSink, private WeightSource {
 public:
  // Asked once the header is there: its metadata may say it.
  using HintsFor = std::function<NetworkHints(const TensorIndex& index)>;

  explicit NetworkLoader(HintsFor hints_for);
  explicit NetworkLoader(const NetworkHints& hints = {});
  ~NetworkLoader() override;

  // Bytes in file order, in pieces of any size. Throws Error(kInvalidCheckpoint) or
  // Error(kUnsupportedCheckpoint) as soon as they show that no network will come of them: damaged,
  // of another kind, a tensor missing, unexpected or of another shape than its neighbours ask for.
  void Push(std::span<const std::byte> bytes);

  // Between the files of a sharded checkpoint: see CheckpointReader::EndFile.
  std::vector<std::string> EndFile();

  // Call once, after the last Push. Throws Error(kInvalidCheckpoint) if bytes are missing.
  Network Finish();

 private:
  // A layer whose tensors are still arriving.
  struct PendingLayer;
  // Which part of which layer a tensor is.
  struct Role {
    std::size_t layer = 0;
    std::size_t part = 0;
  };

  std::vector<std::uint64_t> OnIndex(const TensorIndex& index) override;
  void OnBytes(std::size_t tensor, std::uint64_t offset, std::span<const std::byte> bytes) override;
  engine::Layer Next(const std::string& name, const engine::LayerShape& shape) override;

  // Bytes of the output channels that are packed together; kWhole where they are not beside each
  // other.
  std::uint64_t PieceBytes(const TensorEntry& tensor, const Role& role) const;
  // Packs `count` output channels from `first` on. weight_of(channel, count, spare) returns the
  // weights of a few of these, perhaps in `spare`; threads call it at a time.
  void PackChannels(std::size_t layer, std::size_t first, std::size_t count, const auto& weight_of);

  void RefuseExtraTensors() const;

  HintsFor hints_for_;
  NetworkHints hints_;
  TensorIndex index_;
  std::optional<CheckpointNames> names_;
  Network network_;
  std::optional<engine::WeightsBuilder> weights_;
  std::vector<std::optional<Role>> roles_;  // per tensor
  std::vector<PendingLayer> layers_;
  std::size_t group_ = 1;  // channels that are packed together
  // Of one such group, per thread.
  struct Spare {
    std::vector<float> weight;
    engine::LayerWeights folded;
  };
  std::vector<Spare> spares_;
  engine::ThreadPool calling_thread_;
  const engine::ThreadPool* pool_ = &calling_thread_;
  CheckpointReader reader_;
};

}  // namespace residua
