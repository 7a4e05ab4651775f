// Makes a network from a checkpoint while its bytes arrive: recognises it as soon as the header is
// there, and folds and packs each layer as soon as its last tensor is, or where that is the weight,
// as most files have it, a few output channels at a time.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkpoint/checkpoint_reader.h"
#include "engine/weights.h"
#include "model/body_tensors.h"
#include "model/config.h"
#include "model/recognise.h"

namespace residua {

// A network that is ready to run.
struct Network {
  ResNetConfig config;
  std::shared_ptr<const engine::Weights> weights;
  std::size_t parameters = 0;  // numbers that training learned
  std::string path;            // of the network in the file, see RecognisedNetwork
  std::vector<std::string> assumptions;
  std::vector<std::string> labels;
  BodyTensors body;
  // By which the file's network normalises pixels of 0 to 1 itself, for each channel.
  struct Normalisation {
    std::vector<float> mean;
    std::vector<float> stddev;
  };
  std::optional<Normalisation> normalisation;
  // Of an ONNX graph that is no ResNet: a line for each of its steps; else empty.
  std::string steps;
  // The images that an ONNX graph asks for, pixels; 0: any.
  std::size_t input_height = 0;
  std::size_t input_width = 0;
  bool one_size = false;  // it works for no others

  // Throws Error(kInvalidOption) if the network does not work for images of this size.
  void CheckSize(std::size_t height, std::size_t width) const;
};

// What loading needs to know beside the checkpoint.
struct NetworkHints {
  ArchitectureHints architecture;
  // Of height and width 0: for the network's usual size.
  engine::KernelOptions kernels = {.height = 0, .width = 0};
  // Its threads fold and pack, until Finish; null: the calling thread alone.
  const engine::ThreadPool* pool = nullptr;
};

class NetworkLoader {
 public:
  // Asked once the header is there: its metadata may say it.
  using HintsFor = std::function<NetworkHints(const TensorIndex& index)>;

  explicit NetworkLoader(HintsFor hints_for);
  explicit NetworkLoader(const NetworkHints& hints = {});
  ~NetworkLoader();

  // Bytes in file order, in pieces of any size. Throws Error(kInvalidCheckpoint) or
  // Error(kUnsupportedCheckpoint) as soon as they show that no network will come of them: damaged,
  // of another kind, or not a ResNet.
  void Push(std::span<const std::byte> bytes);

  // Between the files of a sharded checkpoint: see CheckpointReader::EndFile.
  std::vector<std::string> EndFile();

  // Call once, after the last Push. Throws Error(kInvalidCheckpoint) if bytes are missing.
  Network Finish();

 private:
  class Packer;

  std::unique_ptr<Packer> packer_;
  CheckpointReader reader_;
};

}  // namespace residua
