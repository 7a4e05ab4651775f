// Classifies photos: the facade of the library.
//
//   checkpoint bytes -> ClassifierLoader -> Classifier
//   photo bytes      -> Classifier       -> the most probable classes

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "classify/body_json.h"
#include "classify/calibration.h"
#include "classify/classification.h"
#include "classify/explanation.h"
#include "classify/features.h"
#include "classify/groups.h"
#include "classify/kept_photo.h"
#include "classify/labels.h"
#include "classify/layer_weights.h"
#include "classify/model_card.h"
#include "classify/novelty.h"
#include "classify/photo.h"
#include "core/tensor.h"
#include "engine/execution.h"
#include "engine/thread_pool.h"
#include "image/preprocess.h"
#include "model/network_loader.h"

namespace residua {

// Not thread-safe.
class Classifier {
 public:
  // Sets the network up for one photo at a time. Throws Error(kOutOfMemory). `groups` is empty or
  // has as many classes as the network; `novelty` has as many features.
  Classifier(Network network, Labels labels, Groups groups, const PreprocessConfig& preprocess,
             const Calibration& calibration, std::optional<Novelty> novelty,
             engine::ThreadPool pool);

  // Runs the network once on empty input, since the first run is slow: caches are cold, and
  // browsers have not optimised the code yet.
  void WarmUp();

  // The most probable classes of a photo. Throws what RowsOf and PreprocessInto throw,
  // Error(kInvalidOption) if `top_k` is 0, and Error(kNoAnswer) if the network has no classes or
  // returns NaN.
  Classification Classify(const Photo& photo, std::size_t top_k);

  // The num_classes logits, before calibration and softmax.
  std::vector<float> Logits(const Photo& photo);

  // Normalised images, N x H x W x 3  ->  N x num_classes logits.
  std::vector<float> Logits(const Tensor& images);

  // The pooled features, which are the head's input: one number per channel of the last stage.
  // Throws as Classify does, and Error(kInvalidOption) if the network does not pool.
  std::vector<float> Embed(const Photo& photo);

  // The requested values inside the network. The first call with given options sets the network up
  // for them, which costs about a tenth of a run. The inputs of all blocks and a copy of the photo
  // are kept until the features of another photo are requested, so that leaving blocks out costs
  // only the layers after them. Throws as Classify does, and Error(kInvalidOption) for a value or
  // block that the network does not have.
  Features ExtractFeatures(const Photo& photo, const FeaturesOptions& options);

  // The evidence for a class across the photo. Costs as much as ExtractFeatures. Throws as Classify
  // does, and Error(kInvalidOption) for a class that the network does not have.
  Explanation Explain(const Photo& photo, const ExplanationOptions& options);

  // The weights of the stem's first convolution, and of the head.
  LayerValues StemWeights() const;
  LayerValues HeadWeights() const;

  // All names that ExtractFeatures accepts, in the order of computation.
  std::vector<std::string> value_names() const { return network_.weights->graph().names(); }

  const ResNetConfig& config() const { return network_.config; }
  const PreprocessConfig& preprocess() const { return preprocess_; }
  const Calibration& calibration() const { return calibration_; }
  std::size_t parameters() const { return network_.parameters; }
  // The network's place in its file, such as "model_ema"; empty if it is the whole file.
  const std::string& path() const { return network_.path; }
  // The recognised structure as a tree for display; if the network is not a ResNet, a list of its
  // steps.
  std::string structure() const;
  // Assumptions about the network that neither its file nor the configuration confirms.
  const std::vector<std::string>& assumptions() const { return network_.assumptions; }
  // The name of a class.
  std::string label(std::size_t index) const {
    return labels_.Name(index, network_.config.answers());
  }
  std::size_t threads() const { return pool_.threads(); }
  const Groups& groups() const { return groups_; }
  // The parts of the network's file that are kept when its head is replaced, see body_json.h.
  // Throws Error(kInvalidOption) for an ONNX file.
  std::string body() const;

  // The measured speedup of the requested threads over one; 0 if it was not measured.
  double measured_thread_gain() const { return pool_.measured_gain(); }
  LabelState label_state() const { return labels_.StateFor(network_.config.answers()); }

  // The cost of each step for one image of the usual size, measured now.
  std::vector<engine::StepReport> Profile();

 private:
  // An execution and the options it was created for.
  struct CachedExecution {
    engine::ExecutionOptions options;
    std::unique_ptr<engine::Execution> execution;
  };

  // A photo in an execution's input, ready to run, with the times of decoding and preprocessing.
  struct LoadedPhoto {
    engine::Execution& execution;
    PixelSize size;  // of the photo or its crop
    Milliseconds ms;
  };

  engine::ExecutionOptions OptionsFor(std::size_t batch) const;
  bool Has(const char* value) const;  // whether the network has a value of this name
  void CheckPools() const;            // throws Error(kInvalidOption) if the network has no
                                      // embedding
  void CheckIsResNet() const;         // throws Error(kInvalidOption) if it is not a ResNet
  engine::Execution& ExecutionFor(const engine::ExecutionOptions& options);
  engine::Execution& ExecutionFor(const engine::ExecutionOptions& options, CachedExecution& cached);
  LoadedPhoto LoadPhoto(const Photo& photo, const engine::ExecutionOptions& options);
  LoadedPhoto LoadPhoto(const Photo& photo, const engine::ExecutionOptions& options,
                        CachedExecution& cached);
  LoadedPhoto RunWhole(const Photo& photo, const std::vector<std::string>& values);
  LoadedPhoto RunWithout(const Photo& photo, const FeaturesOptions& options);
  LoadedPhoto RunWithoutShortcuts(const Photo& photo, const std::vector<std::string>& values);
  // H x W x 3 bytes  ->  the network's input; `image` becomes grey for a network with one channel.
  void Preprocess(PixelRows& image, std::span<float> input) const;
  bool IsSure(const Classification& classification) const;
  std::vector<float> Probabilities(std::span<const float> logits) const;
  std::vector<Prediction> Predict(std::span<const float> logits, std::size_t top_k) const;
  Region SeenOf(const Photo& photo, PixelSize size) const;

  Network network_;
  Labels labels_;
  Groups groups_;
  PreprocessConfig preprocess_;
  Calibration calibration_;
  std::optional<Novelty> novelty_;
  engine::ThreadPool pool_;
  CachedExecution usual_;  // for one photo at a time
  CachedExecution other_;  // the last one with other options
  // The last photo whose features were requested, and the whole network, which has run on it.
  struct Opened {
    CachedExecution network;
    KeptPhoto photo;
    PixelSize size;
  };
  Opened opened_;
};

struct ClassifierOptions {
  // Class names given explicitly, as many as the head has; they replace the card's.
  Labels labels;
  ModelCard card;  // unset fields are taken from the checkpoint's metadata
  engine::KernelChoice kernels = engine::KernelChoice::kAuto;
  std::size_t threads = 1;  // including the calling one
  // Falls back to one thread if several are measured to be slower.
  bool measure_threads = false;
};

// The key in a safetensors file's metadata that holds the model's card as JSON.
inline constexpr const char* kCardMetadata = "residua";

// Creates a classifier while the checkpoint's bytes arrive. Throws as NetworkLoader does, and
// Error(kInvalidOption) if the number of given labels differs from the number of classes, or if the
// card's groups or novelty have another number. If the card has no groups, ImageNet's classes get
// those of imagenet.h.
class ClassifierLoader {
 public:
  explicit ClassifierLoader(ClassifierOptions options);

  // Bytes in file order, in pieces of any size.
  void Push(std::span<const std::byte> bytes);

  // Call between the files of a sharded checkpoint: see CheckpointReader::EndFile.
  std::vector<std::string> EndFile();

  // Call once, after the last Push.
  std::unique_ptr<Classifier> Finish();

 private:
  NetworkHints ReadMetadata(const TensorIndex& index);
  Groups GroupsFor(const Labels& labels, std::size_t num_classes) const;

  ClassifierOptions options_;
  engine::ThreadPool pool_;
  NetworkLoader loader_;
};

}  // namespace residua
