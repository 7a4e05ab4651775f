#include "classify/classifier.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>

#include "support/error_of.h"
#include "support/hashed_checkpoint.h"
#include "support/hashed_picture.h"
#include "support/naive.h"
#include "support/whole_image.h"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace residua::testing {
namespace {

const PreprocessConfig kPreprocess = {.resize_short_side = 96, .crop = {64, 64}};

std::unique_ptr<Classifier> MakeClassifier() {
  ClassifierLoader loader(
      {.labels = Labels::FromText("ant\nbee\ncat\ndog\nbee\nfox\ngnu\nhen\nibis\njay\n"),
       .card = {.preprocess = kPreprocess},
       .kernels = engine::KernelChoice::kDirect});
  loader.Push(HashedSafetensors(TinyNetwork().tensors));
  return loader.Finish();
}

// A picture with pixels of its own.
class Picture {
 public:
  explicit Picture(const std::string& kind, PixelSize size = {120, 100})
      : rgb_(HashedPicture(kind, size.width, size.height)), size_(size) {
    for (std::size_t i = 0; i < rgb_.pixels.size(); i += 3) {
      rgba_.insert(rgba_.end(), &rgb_.pixels[i], &rgb_.pixels[i] + 3);
      rgba_.push_back(255);
    }
  }

  const RgbImage& rgb() const { return rgb_; }
  Photo photo(std::optional<PixelRect> crop = {}) const {
    return {.bytes = rgba_, .raw = size_, .crop = crop};
  }

 private:
  RgbImage rgb_;
  PixelSize size_;
  std::vector<std::uint8_t> rgba_;
};

// The values that the network itself has, by an execution of the test's own.
std::vector<Tensor> ValuesOf(const RgbImage& image, const std::vector<std::string>& names,
                             bool shortcuts = true) {
  NetworkLoader loader({.kernels = {.choice = engine::KernelChoice::kDirect}});
  loader.Push(HashedSafetensors(TinyNetwork().tensors));
  Network network = loader.Finish();
  const engine::ThreadPool pool;
  engine::Execution execution(
      network.weights, {.height = 64, .width = 64, .taps = names, .shortcuts = shortcuts}, pool);
  PreprocessInto(image, kPreprocess, execution.input());
  execution.Run(pool);
  std::vector<Tensor> values;
  for (const std::string& name : names) {
    const engine::ValueView view = execution.Get(name);
    Tensor& value = values.emplace_back(view.shape);
    std::ranges::copy(view.values(), value.values.begin());
  }
  return values;
}

bool Same(const std::vector<Prediction>& a, const std::vector<Prediction>& b) {
  return std::ranges::equal(a, b, [](const Prediction& x, const Prediction& y) {
    return x.index == y.index && x.label == y.label && x.probability == y.probability;
  });
}

double LargestDifference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
  }
  return largest;
}

}  // namespace

TEST_CASE("Logits and embedding of a photo are the network's own", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const std::vector<Tensor> expected = ValuesOf(picture.rgb(), {"pooled", "logits"});
  CHECK(LargestDifference(classifier->Embed(picture.photo()), expected[0].values) < 1e-5);
  CHECK(LargestDifference(classifier->Logits(picture.photo()), expected[1].values) < 1e-5);
  CHECK(classifier->Logits(Preprocess(picture.rgb(), kPreprocess)) ==
        classifier->Logits(picture.photo()));
}

TEST_CASE("Features are the values that are asked for, and every step is timed", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const std::vector<std::string> names = {"stem",
                                          "stage1",
                                          "stage2.block1.shortcut",
                                          "stage2.block1.branch",
                                          "stage2.block1.sum",
                                          "stage4",
                                          "pooled",
                                          "logits"};
  const std::vector<Prediction> before = classifier->Classify(picture.photo(), 10).predictions;
  const Features features =
      classifier->ExtractFeatures(picture.photo(), {.values = names, .top_k = 10});

  const std::vector<Tensor> expected = ValuesOf(picture.rgb(), names);
  REQUIRE(features.values.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    INFO(names[i]);
    CHECK(features.values[i].name == names[i]);
    CHECK(LargestDifference(features.values[i].value, expected[i]) == 0);
  }
  const auto value = [&](std::size_t i) -> const Tensor& { return features.values[i].value; };
  Tensor sum = value(2);
  for (std::size_t i = 0; i < sum.values.size(); ++i) sum.values[i] += value(3).values[i];
  CHECK(LargestDifference(value(4), sum) < 1e-5);

  CHECK(features.steps.front().name == "stem.conv");
  CHECK(features.steps.back().name == "head.linear");
  for (const StepTime& step : features.steps) CHECK(step.milliseconds >= 0);
  CHECK(features.predictions.size() == 10);
  CHECK(features.predictions[0].index == before[0].index);

  // The next classification finds the network as it was.
  CHECK(Same(classifier->Classify(picture.photo(), 10).predictions, before));
}

TEST_CASE("All that ExtractFeatures can be asked for has a name", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const std::vector<std::string> names = classifier->value_names();
  CHECK(names.front() == "input");
  CHECK(names.back() == "logits");
  CHECK(classifier->ExtractFeatures(Picture("ramp").photo(), {.values = names}).values.size() ==
        names.size());
  const Error error = ErrorOf(
      [&] { classifier->ExtractFeatures(Picture("ramp").photo(), {.values = {"stage9"}}); });
  CHECK(error.code() == ErrorCode::kInvalidOption);
  CHECK(std::string(error.what()).find("stage9") != std::string::npos);
  CHECK(classifier->Classify(Picture("ramp").photo(), 1).predictions.size() == 1);
}

TEST_CASE("Without shortcuts a block's sum is its branch", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const std::vector<std::string> names = {"stage1.block1.branch", "stage1.block1.sum", "logits"};
  const Features without =
      classifier->ExtractFeatures(picture.photo(), {.values = names, .shortcuts = false});
  CHECK(LargestDifference(without.values[0].value, without.values[1].value) == 0);
  const std::vector<Tensor> expected = ValuesOf(picture.rgb(), names, /*shortcuts=*/false);
  CHECK(LargestDifference(without.values[2].value, expected[2]) == 0);
  CHECK(LargestDifference(without.values[2].value.values, classifier->Logits(picture.photo())) >
        0.1);
}

TEST_CASE("A block that is left out passes its input on", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const std::vector<std::string> names = {"stem", "stage1", "stage2", "pooled"};
  const std::vector<Tensor> whole = ValuesOf(picture.rgb(), names);

  const Features without =
      classifier->ExtractFeatures(picture.photo(), {.values = names, .without = {"stage1.block1"}});
  // The stem ends in ReLU, so that its values pass the sum's as they are.
  CHECK(LargestDifference(without.values[0].value, whole[0]) == 0);
  CHECK(LargestDifference(without.values[1].value, whole[0]) == 0);
  CHECK(LargestDifference(without.values[2].value, whole[2]) > 0.01);

  const Features branch = classifier->ExtractFeatures(
      picture.photo(), {.values = names, .without = {"stage2.block1.branch"}});
  const Features block =
      classifier->ExtractFeatures(picture.photo(), {.values = names, .without = {"stage2.block1"}});
  CHECK(LargestDifference(branch.values[2].value, block.values[2].value) == 0);
  CHECK(LargestDifference(branch.values[1].value, whole[1]) == 0);
}

TEST_CASE("All shortcuts left out one by one are all shortcuts left out", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const Features without = classifier->ExtractFeatures(
      picture.photo(), {.values = {"logits"},
                        .without = {"stage1.block1.shortcut", "stage2.block1.shortcut",
                                    "stage3.block1.shortcut", "stage4.block1.shortcut"}});
  const std::vector<Tensor> expected = ValuesOf(picture.rgb(), {"logits"}, /*shortcuts=*/false);
  CHECK(LargestDifference(without.values[0].value, expected[0]) < 1e-5);
}

TEST_CASE("What comes before a block that is left out is not run again", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const FeaturesOptions cut{.values = {"logits"}, .without = {"stage3.block1"}};
  const Features first = classifier->ExtractFeatures(picture.photo(), cut);
  const Features again = classifier->ExtractFeatures(picture.photo(), cut);
  CHECK(again.ms.decode == 0);
  CHECK(std::ranges::none_of(again.steps, [](const StepTime& step) {
    return step.name.starts_with("stem") || step.name.starts_with("stage2");
  }));
  CHECK(LargestDifference(first.values[0].value, again.values[0].value) == 0);

  // Another photo, and another part of the same one, are not taken for it.
  const Picture other("ramp", {110, 100});
  const PixelRect part{.x = 10, .y = 10, .width = 60, .height = 60};
  const Tensor of_other = classifier->ExtractFeatures(other.photo(), cut).values[0].value;
  CHECK(LargestDifference(of_other, first.values[0].value) > 1e-3);
  CHECK(LargestDifference(classifier->ExtractFeatures(picture.photo(part), cut).values[0].value,
                          first.values[0].value) > 1e-3);
  CHECK(LargestDifference(classifier->ExtractFeatures(picture.photo(), cut).values[0].value,
                          first.values[0].value) == 0);
}

TEST_CASE("What cannot be left out is refused by name", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const auto refusal = [&](const std::vector<std::string>& without) {
    const Error error =
        ErrorOf([&] { classifier->ExtractFeatures(picture.photo(), {.without = without}); });
    CHECK(error.code() == ErrorCode::kInvalidOption);
    return std::string(error.what());
  };
  CHECK_THAT(refusal({"stage9.block1"}),
             ContainsSubstring("\"stage9.block1\", which is not a block") &&
                 ContainsSubstring("\"stage1.block1\" to \"stage4.block1\""));
  CHECK_THAT(refusal({"stage1"}), ContainsSubstring("\"stage1\", which is not a block"));
  CHECK_THAT(refusal({"stage1.block1", "stage1.block1.shortcut"}),
             ContainsSubstring("leaves nothing of stage1.block1"));
}

TEST_CASE("A class activation map accounts for the class's logit", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const std::vector<Prediction> before = classifier->Classify(picture.photo(), 10).predictions;
  const std::vector<float> logits = classifier->Logits(picture.photo());
  const Tensor features = ValuesOf(picture.rgb(), {"stage4"})[0];
  const std::vector<float> weights =
      HashedTensor("fc.weight", std::array<std::uint64_t, 2>{10, 512});
  const std::vector<float> bias = HashedTensor("fc.bias", std::array<std::uint64_t, 1>{10});
  for (const std::size_t index : {0u, 7u}) {
    const Explanation explanation = classifier->Explain(picture.photo(), {.index = index});
    CHECK(explanation.prediction.index == index);
    const ActivationMap& map = explanation.map;
    REQUIRE(map.values.size() == 4);
    CHECK(map.height == 2);
    CHECK(map.width == 2);
    CHECK_THAT(map.bias, WithinAbs(bias[index], 1e-6));
    for (std::size_t place = 0; place < 4; ++place) {
      double expected = 0;
      for (std::size_t k = 0; k < 512; ++k) {
        expected +=
            static_cast<double>(weights[index * 512 + k]) * features.values[place * 512 + k];
      }
      CHECK_THAT(map.values[place], WithinAbs(expected, 1e-4));
    }
    const double mean = std::accumulate(map.values.begin(), map.values.end(), 0.0) / 4;
    CHECK_THAT(mean + map.bias, WithinAbs(logits[index], 1e-4));
  }
  CHECK(Same(classifier->Classify(picture.photo(), 10).predictions, before));
}

TEST_CASE("A class is explained by index, by label, or because it is the best", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture picture("ramp");
  const std::vector<Prediction> all = classifier->Classify(picture.photo(), 10).predictions;
  CHECK(classifier->Explain(picture.photo(), {}).prediction.index == all[0].index);
  CHECK(classifier->Explain(picture.photo(), {.label = "cat"}).prediction.index == 2);
  // Two classes are bees: the more probable one is meant.
  const auto bee = std::ranges::find(all, "bee", &Prediction::label);
  CHECK(classifier->Explain(picture.photo(), {.label = "bee"}).prediction.index == bee->index);
  CHECK(ErrorOf([&] { classifier->Explain(picture.photo(), {.label = "yak"}); }).code() ==
        ErrorCode::kInvalidOption);
  CHECK(ErrorOf([&] { classifier->Explain(picture.photo(), {.index = 10}); }).code() ==
        ErrorCode::kInvalidOption);
  CHECK(Same(classifier->Classify(picture.photo(), 10).predictions, all));
}

TEST_CASE("A batch of images gives each the logits that it has alone", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  std::vector<float> alone;
  Tensor batch({3, 64, 64, 3});
  auto next = batch.values.begin();
  for (const char* const name : {"ramp", "noise", "steps"}) {
    const Tensor image = Preprocess(Picture(name).rgb(), kPreprocess);
    next = std::ranges::copy(image.values, next).out;
    const std::vector<float> logits = classifier->Logits(image);
    alone.insert(alone.end(), logits.begin(), logits.end());
  }
  const std::vector<float> together = classifier->Logits(batch);
  REQUIRE(together.size() == alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    CHECK_THAT(together[i], WithinAbs(alone[i], 1e-5));
  }
}

TEST_CASE("A part of a photo is classified as if it were all of it", "[classify]") {
  const std::unique_ptr<Classifier> classifier = MakeClassifier();
  const Picture whole("ramp");
  const PixelRect rect = {20, 10, 80, 60};
  RgbImage part = RgbImage::Filled(rect.width, rect.height, 0);
  for (int y = 0; y < rect.height; ++y) {
    std::copy_n(&whole.rgb().pixels[static_cast<std::size_t>(((y + rect.y) * 120 + rect.x) * 3)],
                rect.width * 3, &part.pixels[static_cast<std::size_t>(y * rect.width * 3)]);
  }
  CHECK(classifier->Logits(whole.photo(rect)) == classifier->Logits(Preprocess(part, kPreprocess)));
  // 80 x 60 becomes 128 x 96, of which the middle 64 x 64 begins at (32, 16).
  const Region seen = classifier->ExtractFeatures(whole.photo(rect), {}).seen;
  CHECK_THAT(seen.x, WithinAbs(20 + 32 * 80 / 128.0, 1e-9));
  CHECK_THAT(seen.y, WithinAbs(10 + 16 * 60 / 96.0, 1e-9));
  CHECK_THAT(seen.width, WithinAbs(40, 1e-9));
  CHECK_THAT(seen.height, WithinAbs(40, 1e-9));
}

TEST_CASE(
    "A temperature divides the logits before they become probabilities, and a threshold says when "
    "they are a guess",
    "[classify]") {
  const std::unique_ptr<Classifier> plain = MakeClassifier();
  const Picture picture("ramp");
  const std::vector<float> logits = plain->Logits(picture.photo());
  // Softmax by hand, of half the logits.
  std::vector<double> expected;
  for (const float logit : logits) expected.push_back(std::exp(logit / 2.0));
  const double sum = std::accumulate(expected.begin(), expected.end(), 0.0);
  const double best = *std::ranges::max_element(expected) / sum;

  for (const bool sure : {true, false}) {
    ModelCard card{.preprocess = kPreprocess, .temperature = 2};
    card.threshold = sure ? best - 0.01 : best + 0.01;
    ClassifierLoader loader({.card = card, .kernels = engine::KernelChoice::kDirect});
    loader.Push(HashedSafetensors(TinyNetwork().tensors));
    const std::unique_ptr<Classifier> calibrated = loader.Finish();
    CHECK(calibrated->Logits(picture.photo()) == logits);
    const Classification one = calibrated->Classify(picture.photo(), 10);
    CHECK(one.sure == sure);
    for (const Prediction& prediction : one.predictions) {
      CHECK_THAT(prediction.probability, WithinAbs(expected[prediction.index] / sum, 1e-6));
    }
    CHECK_THAT(calibrated->Explain(picture.photo(), {}).prediction.probability,
               WithinAbs(best, 1e-6));
  }
  CHECK(plain->Classify(picture.photo(), 1).sure);
}

TEST_CASE("Given labels of another number than the classes are refused", "[classify]") {
  ClassifierLoader loader({.labels = Labels::FromText("cat\ndog")});
  loader.Push(HashedSafetensors(TinyNetwork().tensors));
  const Error error = ErrorOf([&] { loader.Finish(); });
  CHECK(error.code() == ErrorCode::kInvalidOption);
  CHECK_THAT(error.what(), ContainsSubstring("2 labels"));
  CHECK_THAT(error.what(), ContainsSubstring("10 classes"));
}

TEST_CASE("A card's groups add the probabilities of their classes up", "[classify]") {
  ClassifierLoader loader({.card = ParseModelCard(
                               R"({"preprocessing": {"resizeShortSide": 96, "cropSize": 64},
                                   "groups": {"even": [0, 2, 4, 6, 8], "odd": [1, 3, 5, 7, 9]},
                                   "threshold": 0.99})"),
                           .kernels = engine::KernelChoice::kDirect});
  loader.Push(HashedSafetensors(TinyNetwork().tensors));
  const std::unique_ptr<Classifier> classifier = loader.Finish();
  const Picture picture("noise");
  const Classification answer = classifier->Classify(picture.photo(), 10);
  double sums[2] = {0, 0};
  for (const Prediction& prediction : answer.predictions) {
    sums[prediction.index % 2] += static_cast<double>(prediction.probability);
  }
  REQUIRE(answer.group);
  const std::size_t greater = sums[1] > sums[0] ? 1 : 0;
  CHECK(answer.group->label == (greater == 1 ? "odd" : "even"));
  CHECK_THAT(answer.group->probability, WithinAbs(sums[greater], 1e-6));
  CHECK(answer.group->best.index % 2 == greater);
  CHECK(answer.group->certain == Certain::kNothing);

  // Ten classes without a table of their own are in no groups.
  CHECK_FALSE(MakeClassifier()->Classify(picture.photo(), 1).group);
}

TEST_CASE("A card's groups of another number of classes are refused", "[classify]") {
  ClassifierLoader loader({.card = ParseModelCard(R"({"groups": {"pet": [0, 1]}})")});
  loader.Push(HashedSafetensors(TinyNetwork().tensors));
  const Error error = ErrorOf([&] { loader.Finish(); });
  CHECK(error.code() == ErrorCode::kInvalidOption);
  CHECK_THAT(error.what(), ContainsSubstring("groups have 2 classes"));
  CHECK_THAT(error.what(), ContainsSubstring("the network has 10"));
}

TEST_CASE("A card's labels of another number name nothing, and are no error", "[classify]") {
  ClassifierLoader loader({.card = ParseModelCard(R"({"labels": ["cat", "dog"]})")});
  loader.Push(HashedSafetensors(TinyNetwork().tensors));
  CHECK(loader.Finish()->label_state() == LabelState::kMismatch);
}

TEST_CASE("A checkpoint's metadata can hold its card, and a card beside it goes first",
          "[classify]") {
  std::vector<std::byte> file = HashedSafetensors(TinyNetwork().tensors);
  // Into the header, which is padded anew.
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof(length));
  const std::string metadata =
      R"({"__metadata__":{"residua":"{\"preprocessing\":{\"cropSize\":96,\"resizeShortSide\":100},)"
      R"(\"labels\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\"]}"},)";
  const auto inserted = std::as_bytes(std::span(metadata));
  file.erase(file.begin() + 8);  // the brace that begins the header
  file.insert(file.begin() + 8, inserted.begin(), inserted.end());
  length += metadata.size() - 1;
  std::memcpy(file.data(), &length, sizeof(length));

  ClassifierLoader alone({});
  alone.Push(file);
  const std::unique_ptr<Classifier> classifier = alone.Finish();
  CHECK(classifier->label_state() == LabelState::kGiven);
  CHECK(classifier->preprocess().crop.width == 96);

  ClassifierLoader beside({.card = ParseModelCard(R"({"preprocessing": {"cropSize": 64}})")});
  beside.Push(file);
  const std::unique_ptr<Classifier> other = beside.Finish();
  CHECK(other->label_state() == LabelState::kGiven);
  CHECK(other->preprocess().crop.width == 64);
}

}  // namespace residua::testing
