// Photo in, labels out: the facade over everything else.
//
//   checkpoint bytes -> ClassifierLoader -> Classifier
//   photo bytes      -> Classifier       -> the most probable classes

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "classify/labels.h"
#include "classify/model_card.h"
#include "classify/top_k.h"
#include "core/tensor.h"
#include "engine/execution.h"
#include "engine/thread_pool.h"
#include "image/preprocess.h"
#include "model/network_loader.h"

namespace residua {

// Where the time of one classification went, in milliseconds.
struct Milliseconds {
  double decode = 0;
  double preprocess = 0;
  double network = 0;
};

struct Classification {
  std::vector<Prediction> predictions;  // most probable first
  Milliseconds ms;
};

// Not for use by several threads at a time.
class Classifier {
 public:
  // Runs the network once, so that the first photo does not pay for setting up.
  Classifier(Network network, Labels labels, const PreprocessConfig& preprocess,
             std::size_t threads);

  // An encoded photo: JPEG, PNG, GIF or BMP. Throws what Decode and Preprocess throw, and
  // Error(kInvalidOption) if `top_k` is 0.
  Classification Classify(std::span<const std::uint8_t> photo, std::size_t top_k);

  // Raw pixels, height x width x 4 bytes, R G B A, alpha not premultiplied. Throws
  // Error(kInvalidOption) if `rgba` is of another size.
  Classification ClassifyPixels(std::span<const std::uint8_t> rgba, int width, int height,
                                std::size_t top_k);

  // Normalised images, N x H x W x 3  ->  N x num_classes logits.
  std::vector<float> Logits(const Tensor& images);

  const ResNetConfig& config() const { return network_.config; }
  const PreprocessConfig& preprocess() const { return preprocess_; }
  std::size_t parameters() const { return network_.parameters; }
  std::size_t threads() const { return pool_.threads(); }
  LabelState label_state() const { return labels_.StateFor(network_.config.num_classes); }

  // What every step costs, for one image of the usual size, measured now.
  std::vector<engine::StepReport> Profile();

 private:
  Classification ClassifyImage(const RgbImage& image, std::size_t top_k, Milliseconds ms);
  engine::Execution& Prepare(std::size_t batch, std::size_t height, std::size_t width);

  Network network_;
  Labels labels_;
  PreprocessConfig preprocess_;
  engine::ThreadPool pool_;
  std::unique_ptr<engine::Execution> execution_;
  Shape4 prepared_;  // the input of execution_
};

struct ClassifierOptions {
  // The names of the classes, given on purpose: as many as the head has. Instead of the card's.
  Labels labels;
  ModelCard card;           // what it leaves open, the checkpoint's metadata may answer
  std::size_t threads = 1;  // the calling one included
};

// The key of a safetensors file's metadata under which Residua keeps the model's card as JSON.
inline constexpr const char* kCardMetadata = "residua";

// Makes a classifier while the checkpoint's bytes arrive. Throws as NetworkLoader does, and
// Error(kInvalidOption) if labels were given and are not as many as the classes.
class ClassifierLoader {
 public:
  explicit ClassifierLoader(ClassifierOptions options);

  // Bytes in file order, in pieces of any size.
  void Push(std::span<const std::byte> bytes);

  // Call once, after the last Push.
  std::unique_ptr<Classifier> Finish();

 private:
  ArchitectureHints ReadMetadata(const TensorIndex& index);

  ClassifierOptions options_;
  NetworkLoader loader_;
};

}  // namespace residua
