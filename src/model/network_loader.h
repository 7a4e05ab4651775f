// Builds a network from a checkpoint while its bytes arrive. Recognises the network as soon as the
// header is complete. Folds and packs a layer when its last tensor arrives, or, if that tensor is
// the weight, as in most files, a few output channels at a time.

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
  std::size_t parameters = 0;  // number of learned values
  std::string path;            // of the network in the file, see RecognisedNetwork
  std::vector<std::string> assumptions;
  std::vector<std::string> labels;
  BodyTensors body;
  // Set if the file's network itself normalises pixels in [0, 1], with these values per channel.
  struct Normalisation {
    std::vector<float> mean;
    std::vector<float> stddev;
  };
  std::optional<Normalisation> normalisation;
  // For an ONNX graph that is not a ResNet: one line per step; otherwise empty.
  std::string steps;
  // The image size that an ONNX graph requires, in pixels; 0: any.
  std::size_t input_height = 0;
  std::size_t input_width = 0;
  bool one_size = false;  // no other size is supported

  // Throws Error(kInvalidOption) if the network does not support images of this size.
  void CheckSize(std::size_t height, std::size_t width) const;
};

// What loading needs in addition to the checkpoint.
struct NetworkHints {
  ArchitectureHints architecture;
  // A height and width of 0 select the network's usual size.
  engine::KernelOptions kernels = {.height = 0, .width = 0};
  // Its threads fold and pack until Finish; null: only the calling thread.
  const engine::ThreadPool* pool = nullptr;
};

class NetworkLoader {
 public:
  // Called once the header is complete, since its metadata may contain the hints.
  using HintsFor = std::function<NetworkHints(const TensorIndex& index)>;

  explicit NetworkLoader(HintsFor hints_for);
  explicit NetworkLoader(const NetworkHints& hints = {});
  ~NetworkLoader();

  // Takes bytes in file order, in pieces of any size. Throws Error(kInvalidCheckpoint) or
  // Error(kUnsupportedCheckpoint) as soon as the bytes show that the checkpoint is damaged, of an
  // unknown format or not a supported network.
  void Push(std::span<const std::byte> bytes);

  // Call between the files of a sharded checkpoint: see CheckpointReader::EndFile.
  std::vector<std::string> EndFile();

  // Call once, after the last Push. Throws Error(kInvalidCheckpoint) if bytes are missing.
  Network Finish();

 private:
  class Packer;

  std::unique_ptr<Packer> packer_;
  CheckpointReader reader_;
};

}  // namespace residua
