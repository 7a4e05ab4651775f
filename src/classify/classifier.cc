#include "classify/classifier.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/error.h"
#include "image/alpha.h"
#include "image/decode.h"
#include "model/head.h"

namespace residua {
namespace {

class Stopwatch {
 public:
  // Milliseconds since the last call, or since the start.
  double Lap() {
    const Clock::time_point now = Clock::now();
    const double lap = std::chrono::duration<double, std::milli>(now - start_).count();
    start_ = now;
    return lap;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

void CheckTopK(std::size_t top_k) {
  if (top_k == 0) throw Error(ErrorCode::kInvalidOption, "topK must be at least 1");
}

}  // namespace

Classifier::Classifier(Network network, Labels labels, const PreprocessConfig& preprocess,
                       std::size_t threads)
    : network_(std::move(network)),
      labels_(std::move(labels)),
      preprocess_(preprocess),
      pool_(threads) {
  engine::Execution& execution = Prepare(1, static_cast<std::size_t>(preprocess_.crop.height),
                                         static_cast<std::size_t>(preprocess_.crop.width));
  std::ranges::fill(execution.input(), 0.0f);
  execution.Run(pool_);
}

engine::Execution& Classifier::Prepare(std::size_t batch, std::size_t height, std::size_t width) {
  const Shape4 wanted{batch, height, width, network_.plan.input_channels()};
  if (!execution_ || prepared_ != wanted) {
    execution_.reset();  // the old buffers go before the new ones come
    execution_ = std::make_unique<engine::Execution>(
        network_.plan, engine::ExecutionOptions{.batch = batch, .height = height, .width = width},
        pool_);
    prepared_ = wanted;
  }
  return *execution_;
}

Classification Classifier::Classify(std::span<const std::uint8_t> photo, std::size_t top_k) {
  CheckTopK(top_k);
  Stopwatch watch;
  const RgbImage image = Decode(photo);
  return ClassifyImage(image, top_k, {.decode = watch.Lap()});
}

Classification Classifier::ClassifyPixels(std::span<const std::uint8_t> rgba, int width, int height,
                                          std::size_t top_k) {
  CheckTopK(top_k);
  Stopwatch watch;
  const RgbImage image = FromRgba(rgba, {width, height});
  return ClassifyImage(image, top_k, {.decode = watch.Lap()});
}

Classification Classifier::ClassifyImage(const RgbImage& image, std::size_t top_k,
                                         Milliseconds ms) {
  Stopwatch watch;
  engine::Execution& execution = Prepare(1, static_cast<std::size_t>(preprocess_.crop.height),
                                         static_cast<std::size_t>(preprocess_.crop.width));
  PreprocessInto(image, preprocess_, execution.input());
  ms.preprocess = watch.Lap();

  execution.Run(pool_);
  const std::span<const float> logits = execution.output().values();
  std::vector<float> probabilities(logits.begin(), logits.end());
  Softmax(probabilities);
  Classification result{.predictions = TopK(probabilities, top_k, labels_)};
  ms.network = watch.Lap();
  result.ms = ms;
  return result;
}

std::vector<float> Classifier::Logits(const Tensor& images) {
  if (images.shape.channels != network_.plan.input_channels() ||
      images.values.size() != images.shape.elements()) {
    throw Error(ErrorCode::kInvalidOption, "the images must be N x H x W x 3 numbers");
  }
  engine::Execution& execution =
      Prepare(images.shape.batch, images.shape.height, images.shape.width);
  std::ranges::copy(images.values, execution.input().begin());
  execution.Run(pool_);
  const std::span<const float> logits = execution.output().values();
  return {logits.begin(), logits.end()};
}

std::vector<engine::StepReport> Classifier::Profile() {
  engine::Execution& execution = Prepare(1, static_cast<std::size_t>(preprocess_.crop.height),
                                         static_cast<std::size_t>(preprocess_.crop.width));
  std::ranges::fill(execution.input(), 0.5f);
  // The median of several runs: the first ones meet cold caches, and any may be interrupted.
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
      loader_([this](const TensorIndex& index) { return ReadMetadata(index); }) {}

void ClassifierLoader::Push(std::span<const std::byte> bytes) { loader_.Push(bytes); }

ArchitectureHints ClassifierLoader::ReadMetadata(const TensorIndex& index) {
  const auto found = index.metadata.find(kCardMetadata);
  if (found != index.metadata.end()) options_.card.FillFrom(ParseModelCard(found->second));
  return options_.card.architecture;
}

std::unique_ptr<Classifier> ClassifierLoader::Finish() {
  Network network = loader_.Finish();
  const std::size_t classes = network.config.num_classes;
  if (options_.labels.StateFor(classes) == LabelState::kMismatch) {
    throw Error(ErrorCode::kInvalidOption, "There are " + std::to_string(options_.labels.size()) +
                                               " labels, and the network has " +
                                               std::to_string(classes) +
                                               " classes. Give one name for each, in their order.");
  }
  Labels labels = options_.labels.empty() ? options_.card.labels : options_.labels;
  return std::make_unique<Classifier>(std::move(network), std::move(labels),
                                      options_.card.preprocess.value_or(PreprocessConfig()),
                                      options_.threads);
}

}  // namespace residua
