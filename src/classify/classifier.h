// Photo in, labels out: the facade over everything else.
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

// Not for use by several threads at a time.
class Classifier {
 public:
  // Sets the network up for one photo at a time. Throws Error(kOutOfMemory).
  // `groups`: empty, or of as many classes as the network has. `novelty`: of as many features.
  Classifier(Network network, Labels labels, Groups groups, const PreprocessConfig& preprocess,
             const Calibration& calibration, std::optional<Novelty> novelty,
             engine::ThreadPool pool);

  // Runs the network once, on nothing: the first run finds cold caches and, in a browser, slow
  // code.
  void WarmUp();

  // What is on a photo. Throws what RowsOf and PreprocessInto throw, Error(kInvalidOption) if
  // `top_k` is 0, and Error(kNoAnswer) if the network has no classes or gives no numbers.
  Classification Classify(const Photo& photo, std::size_t top_k);

  // num_classes numbers, before they are calibrated and become probabilities.
  std::vector<float> Logits(const Photo& photo);

  // Normalised images, N x H x W x 3  ->  N x num_classes logits.
  std::vector<float> Logits(const Tensor& images);

  // The pooled features, what the head sees of the photo: one number for each channel of the last
  // stage. Throws as Classify does, and Error(kInvalidOption) if the network pools nothing.
  std::vector<float> Embed(const Photo& photo);

  // The values inside the network that are asked for. The first time for the same options the
  // network is set up for them, which costs about a tenth of a run. What every block takes in is
  // kept, with a copy of the photo, until the features of another one are asked for: then blocks
  // can be left out for the price of what follows them. Throws as Classify does, and
  // Error(kInvalidOption) for a value or a block that the network does not have.
  Features ExtractFeatures(const Photo& photo, const FeaturesOptions& options);

  // Where the photo speaks for a class. Costs as ExtractFeatures does. Throws as Classify does, and
  // Error(kInvalidOption) for a class that the network does not have.
  Explanation Explain(const Photo& photo, const ExplanationOptions& options);

  // What the stem's first filters and the head look for.
  LayerValues StemWeights() const;
  LayerValues HeadWeights() const;

  // All that ExtractFeatures can be asked for, in the order in which it is computed.
  std::vector<std::string> value_names() const { return network_.weights->graph().names(); }

  const ResNetConfig& config() const { return network_.config; }
  const PreprocessConfig& preprocess() const { return preprocess_; }
  const Calibration& calibration() const { return calibration_; }
  std::size_t parameters() const { return network_.parameters; }
  // Of the network in its file, such as "model_ema"; empty where it is all of it.
  const std::string& path() const { return network_.path; }
  // What was understood of the network, as a tree for people; of one that is no ResNet a list of
  // its steps.
  std::string structure() const;
  // What was assumed about the network, and not said by file or configuration.
  const std::vector<std::string>& assumptions() const { return network_.assumptions; }
  // The name of a class, of those that answers can have.
  std::string label(std::size_t index) const {
    return labels_.Name(index, network_.config.answers());
  }
  std::size_t threads() const { return pool_.threads(); }
  const Groups& groups() const { return groups_; }
  // What of the network's file stays with another head, see body_json.h. Throws
  // Error(kInvalidOption) if the file is an ONNX one.
  std::string body() const;

  // How many times as quick as one thread those asked for were measured to be; 0 if they were not.
  double measured_thread_gain() const { return pool_.measured_gain(); }
  LabelState label_state() const { return labels_.StateFor(network_.config.answers()); }

  // What every step costs, for one image of the usual size, measured now.
  std::vector<engine::StepReport> Profile();

 private:
  // An execution and what it was made for.
  struct CachedExecution {
    engine::ExecutionOptions options;
    std::unique_ptr<engine::Execution> execution;
  };

  // A photo in an execution's input, ready to run, and how long decoding and preprocessing took.
  struct LoadedPhoto {
    engine::Execution& execution;
    PixelSize size;  // of the photo, or of the part that counts
    Milliseconds ms;
  };

  engine::ExecutionOptions OptionsFor(std::size_t batch) const;
  bool Has(const char* value) const;  // whether the network has a value of this name
  void CheckPools() const;            // throws Error(kInvalidOption) if it has no embedding
  void CheckIsResNet() const;         // throws Error(kInvalidOption) if it is none
  engine::Execution& ExecutionFor(const engine::ExecutionOptions& options);
  engine::Execution& ExecutionFor(const engine::ExecutionOptions& options, CachedExecution& cached);
  LoadedPhoto LoadPhoto(const Photo& photo, const engine::ExecutionOptions& options);
  LoadedPhoto LoadPhoto(const Photo& photo, const engine::ExecutionOptions& options,
                        CachedExecution& cached);
  LoadedPhoto RunWhole(const Photo& photo, const std::vector<std::string>& values);
  LoadedPhoto RunWithout(const Photo& photo, const FeaturesOptions& options);
  LoadedPhoto RunWithoutShortcuts(const Photo& photo, const std::vector<std::string>& values);
  // H x W x 3 bytes  ->  the network's input; `image` becomes grey for a network of one channel.
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
  CachedExecution other_;  // the last one for anything else
  // The last photo whose features were asked for, and the whole network, which has run on it.
  struct Opened {
    CachedExecution network;
    KeptPhoto photo;
    PixelSize size;
  };
  Opened opened_;
};

struct ClassifierOptions {
  // The names of the classes, given on purpose: as many as the head has. Instead of the card's.
  Labels labels;
  ModelCard card;  // what it leaves open, the checkpoint's metadata may answer
  engine::KernelChoice kernels = engine::KernelChoice::kAuto;
  std::size_t threads = 1;  // the calling one included
  // One thread instead, where several are measured to be slower.
  bool measure_threads = false;
};

// The key of a safetensors file's metadata under which Residua keeps the model's card as JSON.
inline constexpr const char* kCardMetadata = "residua";

// Makes a classifier while the checkpoint's bytes arrive. Throws as NetworkLoader does, and
// Error(kInvalidOption) if labels were given and are not as many as the classes, or the card's
// groups or its novelty are of another number. Without groups of their own ImageNet's classes have
// those of imagenet.h.
class ClassifierLoader {
 public:
  explicit ClassifierLoader(ClassifierOptions options);

  // Bytes in file order, in pieces of any size.
  void Push(std::span<const std::byte> bytes);

  // Between the files of a sharded checkpoint: see CheckpointReader::EndFile.
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
