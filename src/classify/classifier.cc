#include "classify/classifier.h"

#include <algorithm>
#include <utility>

#include "classify/cuts.h"
#include "classify/hedge.h"
#include "classify/imagenet.h"
#include "classify/usual_preprocessing.h"
#include "core/error.h"
#include "core/finite.h"
#include "core/stopwatch.h"
#include "image/luminance.h"
#include "model/describe.h"
#include "model/head.h"
#include "model/layer_id.h"

namespace residua {
namespace {

void CheckTopK(std::size_t top_k) {
  if (top_k == 0)
    throw Error(ErrorCode::kInvalidOption, "The number of classes to name must be at least 1.");
}

// A network without classes gives only features.
void CheckHasClasses(const ResNetConfig& config) {
  if (config.num_classes > 0) return;
  throw Error(ErrorCode::kNoAnswer,
              "The network is an encoder: it has no classes, so it cannot classify. Its embedding "
              "and feature maps can be asked for.");
}

std::vector<float> CopyOf(std::span<const float> values) { return {values.begin(), values.end()}; }

}  // namespace

Classifier::Classifier(Network network, Labels labels, Groups groups,
                       const PreprocessConfig& preprocess, const Calibration& calibration,
                       std::optional<Novelty> novelty, engine::ThreadPool pool)
    : network_(std::move(network)),
      labels_(std::move(labels)),
      groups_(std::move(groups)),
      preprocess_(preprocess),
      calibration_(calibration),
      novelty_(std::move(novelty)),
      pool_(std::move(pool)) {
  ExecutionFor(OptionsFor(1));
}

void Classifier::WarmUp() {
  engine::Execution& execution = ExecutionFor(OptionsFor(1));
  std::ranges::fill(execution.input(), 0.0f);
  execution.Run(pool_);
}

engine::ExecutionOptions Classifier::OptionsFor(std::size_t batch) const {
  return {.batch = batch,
          .height = static_cast<std::size_t>(preprocess_.crop.height),
          .width = static_cast<std::size_t>(preprocess_.crop.width),
          // Nothing is fused with the pooling, so keeping its result costs only a few kilobytes.
          .taps = Has("pooled") ? std::vector<std::string>{"pooled"} : std::vector<std::string>()};
}

bool Classifier::Has(const char* value) const {
  return network_.weights->graph().Find(value).has_value();
}

void Classifier::CheckPools() const {
  if (Has("pooled")) return;
  throw Error(ErrorCode::kInvalidOption,
              "The network does not pool its maps to one number for each channel, so it has no "
              "embedding and no activation map.");
}

void Classifier::CheckIsResNet() const {
  if (!network_.config.stages.empty()) return;
  throw Error(ErrorCode::kInvalidOption,
              "The network is not a ResNet: it has no stem and no stages.");
}

std::string Classifier::body() const {
  if (network_.body.tensors.empty()) {
    throw Error(ErrorCode::kInvalidOption,
                "A network from an ONNX file is not saved again. Take its PyTorch or safetensors "
                "checkpoint instead.");
  }
  return BodyJson(network_.config, preprocess_, network_.body);
}

std::string Classifier::structure() const {
  return network_.steps.empty() ? Describe(network_.config) : network_.steps;
}

engine::Execution& Classifier::ExecutionFor(const engine::ExecutionOptions& options) {
  return ExecutionFor(options, options == OptionsFor(1) ? usual_ : other_);
}

engine::Execution& Classifier::ExecutionFor(const engine::ExecutionOptions& options,
                                            CachedExecution& cached) {
  if (!cached.execution || cached.options != options) {
    cached.execution.reset();  // frees the old buffers before allocating new ones
    cached.execution = std::make_unique<engine::Execution>(network_.weights, options, pool_);
    cached.options = options;
  }
  return *cached.execution;
}

Classifier::LoadedPhoto Classifier::LoadPhoto(const Photo& photo,
                                              const engine::ExecutionOptions& options) {
  return LoadPhoto(photo, options, options == OptionsFor(1) ? usual_ : other_);
}

Classifier::LoadedPhoto Classifier::LoadPhoto(const Photo& photo,
                                              const engine::ExecutionOptions& options,
                                              CachedExecution& cached) {
  Stopwatch watch;
  const std::unique_ptr<PixelRows> image =
      RowsOf(photo, [this](PixelSize size) { return PixelsRead(size, preprocess_); });
  Milliseconds ms{.decode = watch.Lap()};
  engine::Execution& execution = ExecutionFor(options, cached);
  Preprocess(*image, execution.input());
  ms.preprocess = watch.Lap();
  return {.execution = execution, .size = image->size(), .ms = ms};
}

void Classifier::Preprocess(PixelRows& image, std::span<float> input) const {
  if (network_.config.input_channels != 1) {
    PreprocessInto(image, preprocess_, input);
    return;
  }
  LuminanceRows grey(image);
  std::vector<float> all(input.size() * 3);
  PreprocessInto(grey, preprocess_, all);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = all[3 * i];
}

std::vector<float> Classifier::Probabilities(std::span<const float> logits) const {
  if (!AllFinite(logits)) {
    throw Error(ErrorCode::kNoAnswer,
                "The network gives NaN or infinity for this photo instead of numbers. Its weights "
                "may be damaged, or its settings may be those of another network.");
  }
  std::vector<float> probabilities = CopyOf(logits);
  const auto temperature = static_cast<float>(calibration_.temperature);
  for (float& value : probabilities) value /= temperature;
  if (network_.config.output == OutputType::kSoftmax) {
    Softmax(probabilities);
  } else {
    Sigmoid(probabilities);
    // A single output is the probability of the second of two classes.
    if (probabilities.size() == 1) probabilities = {1 - probabilities[0], probabilities[0]};
  }
  return probabilities;
}

std::vector<Prediction> Classifier::Predict(std::span<const float> logits,
                                            std::size_t top_k) const {
  if (network_.config.num_classes == 0) return {};
  return TopK(Probabilities(logits), top_k, labels_);
}

bool Classifier::IsSure(const Classification& classification) const {
  const auto best = static_cast<double>(classification.predictions.front().probability);
  return best >= calibration_.threshold && !classification.novel.value_or(false);
}

Region Classifier::SeenOf(const Photo& photo, PixelSize size) const {
  Region seen = SeenRegion(size, preprocess_);
  if (photo.crop) {
    seen.x += photo.crop->x;
    seen.y += photo.crop->y;
  }
  return seen;
}

Classification Classifier::Classify(const Photo& photo, std::size_t top_k) {
  CheckTopK(top_k);
  CheckHasClasses(network_.config);
  LoadedPhoto loaded = LoadPhoto(photo, OptionsFor(1));
  Stopwatch watch;
  loaded.execution.Run(pool_);
  const std::vector<float> probabilities = Probabilities(loaded.execution.output().values());
  Classification result{.predictions = TopK(probabilities, top_k, labels_)};
  if (novelty_) {
    result.novel =
        novelty_->none_class == result.predictions.front().index ||
        novelty_->Likeness(loaded.execution.Get("pooled").values()) < novelty_->threshold;
  }
  result.sure = IsSure(result);
  if (!groups_.empty()) {
    result.group = Hedge(probabilities, groups_, labels_, calibration_.hedge_threshold());
  }
  loaded.ms.network = watch.Lap();
  result.ms = loaded.ms;
  return result;
}

std::vector<float> Classifier::Logits(const Photo& photo) {
  engine::Execution& execution = LoadPhoto(photo, OptionsFor(1)).execution;
  execution.Run(pool_);
  return CopyOf(execution.output().values());
}

std::vector<float> Classifier::Logits(const Tensor& images) {
  if (images.shape.channels != network_.weights->graph().input_channels() ||
      images.values.size() != images.shape.elements()) {
    throw Error(ErrorCode::kInvalidOption, "The images must be N x H x W x 3 numbers.");
  }
  engine::ExecutionOptions options = OptionsFor(images.shape.batch);
  options.height = images.shape.height;
  options.width = images.shape.width;
  network_.CheckSize(options.height, options.width);
  engine::Execution& execution = ExecutionFor(options);
  std::ranges::copy(images.values, execution.input().begin());
  execution.Run(pool_);
  return CopyOf(execution.output().values());
}

std::vector<float> Classifier::Embed(const Photo& photo) {
  CheckPools();
  engine::Execution& execution = LoadPhoto(photo, OptionsFor(1)).execution;
  execution.Run(pool_);
  return CopyOf(execution.Get("pooled").values());
}

// Runs the whole network and keeps the input of every block. Throws what LoadPhoto throws.
Classifier::LoadedPhoto Classifier::RunWhole(const Photo& photo,
                                             const std::vector<std::string>& values) {
  engine::ExecutionOptions options = OptionsFor(1);
  options.taps = BlockInputs(network_.weights->graph());
  options.taps.insert(options.taps.end(), values.begin(), values.end());
  opened_.photo = {};
  LoadedPhoto loaded = LoadPhoto(photo, options, opened_.network);
  Stopwatch watch;
  loaded.execution.RunWithClock(pool_);
  loaded.ms.network = watch.Lap();
  opened_.photo = KeptPhoto(photo);
  opened_.size = loaded.size;
  return loaded;
}

// Every block passes on only its branch.
Classifier::LoadedPhoto Classifier::RunWithoutShortcuts(const Photo& photo,
                                                        const std::vector<std::string>& values) {
  engine::ExecutionOptions options = OptionsFor(1);
  options.taps = values;
  options.shortcuts = false;
  LoadedPhoto loaded = LoadPhoto(photo, options, other_);
  Stopwatch watch;
  loaded.execution.RunWithClock(pool_);
  loaded.ms.network = watch.Lap();
  return loaded;
}

// Runs the network with cuts, starting at the first one.
Classifier::LoadedPhoto Classifier::RunWithout(const Photo& photo, const FeaturesOptions& options) {
  const engine::Graph& graph = network_.weights->graph();
  const NamedCuts cuts = CutsNamed(options.without, graph);
  const std::size_t first = *graph.Find(cuts.first_input);
  std::vector<std::string> before;
  engine::ExecutionOptions rest{.cuts = cuts.cuts, .from = cuts.first_input};
  for (const std::string& name : options.values) {
    const std::optional<std::size_t> node = graph.Find(name);
    (node && *node <= first ? before : rest.taps).push_back(name);
  }
  const auto is_kept = [&](const std::string& name) {
    return std::ranges::find(opened_.network.options.taps, name) !=
           opened_.network.options.taps.end();
  };
  Milliseconds ms;
  if (!opened_.photo.Is(photo) || !std::ranges::all_of(before, is_kept)) {
    ms = RunWhole(photo, before).ms;
  }
  const engine::ValueView input = opened_.network.execution->Get(cuts.first_input);
  rest.height = input.shape.height;
  rest.width = input.shape.width;
  Stopwatch watch;
  engine::Execution& execution = ExecutionFor(rest, other_);
  std::ranges::copy(input.values(), execution.input().begin());
  execution.RunWithClock(pool_);
  ms.network += watch.Lap();
  return {.execution = execution, .size = opened_.size, .ms = ms};
}

Features Classifier::ExtractFeatures(const Photo& photo, const FeaturesOptions& options) {
  CheckTopK(options.top_k);
  if (!options.shortcuts && !options.without.empty()) {
    throw Error(ErrorCode::kInvalidOption,
                "\"without\" leaves single shortcuts or branches out, and \"shortcuts\": false all "
                "shortcuts: give one of them.");
  }
  const LoadedPhoto loaded = !options.without.empty() ? RunWithout(photo, options)
                             : options.shortcuts      ? RunWhole(photo, options.values)
                                                      : RunWithoutShortcuts(photo, options.values);
  const engine::Execution& execution = loaded.execution;
  Features features{.predictions = Predict(execution.output().values(), options.top_k),
                    .seen = SeenOf(photo, loaded.size),
                    .ms = loaded.ms};
  for (const std::string& name : options.values) {
    const engine::ValueView view =
        execution.Has(name) ? execution.Get(name) : opened_.network.execution->Get(name);
    NamedValue& value = features.values.emplace_back(NamedValue{.name = name});
    value.value.shape = view.shape;
    value.value.values = CopyOf(view.values());
  }
  for (const engine::StepReport& step : execution.report()) {
    features.steps.push_back({.name = step.name, .milliseconds = step.milliseconds});
  }
  return features;
}

LayerValues Classifier::StemWeights() const {
  CheckIsResNet();
  return residua::StemWeights(network_.config, network_.weights, pool_);
}

LayerValues Classifier::HeadWeights() const {
  CheckPools();
  return residua::HeadWeights(network_.config, network_.weights, pool_);
}

Explanation Classifier::Explain(const Photo& photo, const ExplanationOptions& options) {
  CheckHasClasses(network_.config);
  CheckPools();
  if (network_.config.head.pooling == HeadPooling::kMaxAverage) {
    throw Error(ErrorCode::kInvalidOption,
                "There is no activation map for a network that pools maxima beside averages.");
  }
  // The input of the head's pooling.
  const std::string maps = Has("maps") ? "maps" : StageName(network_.config.stages.size());
  engine::ExecutionOptions tapped = OptionsFor(1);
  tapped.taps = {maps};
  tapped.shortcuts = options.shortcuts;
  tapped.cuts = CutsNamed(options.without, network_.weights->graph()).cuts;
  LoadedPhoto loaded = LoadPhoto(photo, tapped);

  Stopwatch watch;
  loaded.execution.Run(pool_);
  const std::vector<Prediction> all =
      Predict(loaded.execution.output().values(), network_.config.answers());
  const auto wanted = std::ranges::find_if(all, [&](const Prediction& prediction) {
    return options.index ? prediction.index == *options.index
                         : options.label.empty() || prediction.label == options.label;
  });
  if (wanted == all.end()) {
    throw Error(ErrorCode::kInvalidOption,
                options.index
                    ? "There is no class with index " + std::to_string(*options.index) +
                          ": the network's " + std::to_string(all.size()) +
                          " classes are numbered from 0."
                    : "There is no class named \"" + options.label + "\" among the network's " +
                          std::to_string(all.size()) + " classes.");
  }
  Explanation explanation{.prediction = *wanted, .seen = SeenOf(photo, loaded.size)};
  // A single logit is evidence for the second of two classes, and against the first.
  const bool one_logit = network_.config.num_classes == 1;
  explanation.map = MapActivations(network_.weights, loaded.execution.Get(maps),
                                   one_logit ? 0 : wanted->index, pool_);
  if (one_logit && wanted->index == 0) {
    for (float& value : explanation.map.values) value = -value;
    explanation.map.bias = -explanation.map.bias;
  }
  loaded.ms.network = watch.Lap();
  explanation.ms = loaded.ms;
  return explanation;
}

std::vector<engine::StepReport> Classifier::Profile() {
  engine::Execution& execution = ExecutionFor(OptionsFor(1));
  std::ranges::fill(execution.input(), 0.5f);
  // The median of several runs: the first ones run with cold caches, and any of them may be
  // interrupted.
  constexpr std::size_t kRuns = 11;
  std::vector<std::vector<double>> times(execution.report().size());
  for (std::size_t run = 0; run < kRuns; ++run) {
    execution.RunWithClock(pool_);
    for (std::size_t i = 0; i < times.size(); ++i) {
      times[i].push_back(execution.report()[i].milliseconds);
    }
  }
  std::vector<engine::StepReport> report = execution.report();
  for (std::size_t i = 0; i < times.size(); ++i) {
    std::ranges::nth_element(times[i], times[i].begin() + kRuns / 2);
    report[i].milliseconds = times[i][kRuns / 2];
  }
  return report;
}

ClassifierLoader::ClassifierLoader(ClassifierOptions options)
    : options_(std::move(options)),
      pool_(options_.measure_threads ? engine::ThreadPool::UnlessSlower(options_.threads)
                                     : engine::ThreadPool(options_.threads)),
      loader_([this](const TensorIndex& index) { return ReadMetadata(index); }) {}

void ClassifierLoader::Push(std::span<const std::byte> bytes) { loader_.Push(bytes); }

std::vector<std::string> ClassifierLoader::EndFile() { return loader_.EndFile(); }

NetworkHints ClassifierLoader::ReadMetadata(const TensorIndex& index) {
  const auto found = index.metadata.find(kCardMetadata);
  if (found != index.metadata.end()) options_.card.FillFrom(ParseModelCard(found->second));
  NetworkHints hints{.architecture = options_.card.architecture,
                     .kernels = {.choice = options_.kernels, .height = 0, .width = 0},
                     .pool = &pool_};
  if (options_.card.says_input_size) {
    const PixelSize input = options_.card.preprocess->crop;
    hints.kernels.height = static_cast<std::size_t>(input.height);
    hints.kernels.width = static_cast<std::size_t>(input.width);
  }
  return hints;
}

Groups ClassifierLoader::GroupsFor(const Labels& labels, std::size_t num_classes) const {
  const Groups& given = options_.card.groups;
  if (!given.empty() && given.num_classes() != num_classes) {
    throw Error(ErrorCode::kInvalidOption,
                "The groups have " + std::to_string(given.num_classes()) +
                    " classes, and the network has " + std::to_string(num_classes) +
                    ". Put each class into one group.");
  }
  if (!given.empty() || num_classes != kImageNetClasses) return given;
  // A thousand unnamed classes are almost certainly ImageNet's.
  return labels.empty() || AreImageNetLabels(labels) ? ImageNetGroups() : Groups();
}

std::unique_ptr<Classifier> ClassifierLoader::Finish() {
  Network network = loader_.Finish();
  const std::size_t classes = network.config.answers();
  if (options_.labels.StateFor(classes) == LabelState::kMismatch) {
    throw Error(ErrorCode::kInvalidOption, "There are " + std::to_string(options_.labels.size()) +
                                               " labels, and the network has " +
                                               std::to_string(classes) +
                                               " classes. Give one name for each, in their order.");
  }
  Labels labels = options_.labels.empty() ? options_.card.labels : options_.labels;
  if (labels.empty()) labels = Labels(network.labels);
  // Probabilities add up only if exactly one class is right.
  Groups groups =
      network.config.output == OutputType::kSoftmax ? GroupsFor(labels, classes) : Groups();
  const std::optional<Novelty>& novelty = options_.card.novelty;
  if (novelty && novelty->centre.size() != network.config.features()) {
    throw Error(ErrorCode::kInvalidOption,
                "The configuration's novelty is of " + std::to_string(novelty->centre.size()) +
                    " features, and the network has " + std::to_string(network.config.features()) +
                    ". It belongs to another network.");
  }
  const PreprocessConfig preprocess = PreprocessingFor(network, options_.card, network.assumptions);
  return std::make_unique<Classifier>(std::move(network), std::move(labels), std::move(groups),
                                      preprocess, options_.card.calibration(),
                                      std::move(options_.card.novelty), std::move(pool_));
}

}  // namespace residua
