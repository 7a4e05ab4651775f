#include "teach/lesson.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "support/error_of.h"
#include "teach/lesson_json.h"
#include "teach/taught_head.h"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace residua::teach {
namespace {

using residua::testing::ErrorOf;

float Noise(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 78.233) * 43758.5453;
  return static_cast<float>(2 * (x - std::floor(x)) - 1);
}

// Photos of classes whose embeddings lie round a corner each; of class k `counts[k]` of them.
Samples Corners(const std::vector<std::size_t>& counts, std::size_t features, float spread) {
  Samples samples{.features = features};
  std::uint32_t id = 1;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    samples.classes.push_back("class " + std::to_string(k));
    for (std::size_t i = 0; i < counts[k]; ++i) {
      for (std::size_t j = 0; j < features; ++j) {
        const float corner = j % counts.size() == k ? 1.0f : 0.0f;
        samples.embeddings.push_back(5 + corner + spread * Noise(id * features + j));
      }
      samples.samples.push_back({.id = id++, .class_id = static_cast<std::uint32_t>(k)});
    }
  }
  return samples;
}

TaughtHead HeadOf(const Samples& samples, const Lesson& lesson) {
  return {.classes = samples.classes,
          .layer = lesson.head,
          .temperature = lesson.temperature,
          .novelty = lesson.novelty};
}

bool Suggests(const Lesson& lesson, SuggestionKind kind) {
  return std::ranges::any_of(lesson.suggestions,
                             [&](const Suggestion& one) { return one.kind == kind; });
}

}  // namespace

TEST_CASE("A lesson of classes that lie apart names all photos rightly", "[teach]") {
  // More features than photos, and more photos than features.
  const std::array<std::size_t, 2> features = {96, 12};
  for (const std::size_t d : features) {
    const Samples samples = Corners({8, 8, 8}, d, 0.3f);
    const Lesson lesson = Teach(samples);
    CHECK(lesson.leave_one_out);
    CHECK(lesson.accuracy.right == 24);
    CHECK(lesson.accuracy.total == 24);
    CHECK(lesson.confusion ==
          std::vector<std::vector<std::size_t>>{{8, 0, 0}, {0, 8, 0}, {0, 0, 8}});
    const TaughtHead head = HeadOf(samples, lesson);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const std::vector<double> probabilities = head.Probabilities(samples.embedding(i));
      const auto best = std::ranges::max_element(probabilities) - probabilities.begin();
      CHECK(static_cast<std::size_t>(best) == samples.samples[i].class_id);
    }
  }
}

TEST_CASE("The same photos teach the same to the bit", "[teach]") {
  const Samples samples = Corners({6, 9, 4}, 40, 0.8f);
  const Lesson first = Teach(samples);
  const Lesson second = Teach(samples);
  CHECK(first.head.weights == second.head.weights);
  CHECK(first.head.bias == second.head.bias);
  CHECK(LessonJson(samples, first) == LessonJson(samples, second));
}

TEST_CASE("Held-out accuracy of labels without a meaning is chance [regression]", "[teach]") {
  // Noise in two classes: an answer that has seen the photo would be right, and one that counts
  // its class less for being held out would be wrong.
  Samples samples = Corners({30, 30}, 200, 0);
  for (std::size_t i = 0; i < samples.embeddings.size(); ++i) {
    samples.embeddings[i] = 5 + Noise(i);
  }
  const Lesson lesson = Teach(samples);
  CHECK(lesson.accuracy.total == 60);
  // Three standard deviations round one half.
  CHECK_THAT(lesson.accuracy.value, WithinAbs(0.5, 0.2));
}

TEST_CASE("At most 5 % of the person's own photos are refused", "[teach]") {
  const Samples samples = Corners({40, 40}, 60, 1.5f);
  const Lesson lesson = Teach(samples);
  const auto refused = std::ranges::count_if(
      lesson.answers, [](const HeldOutAnswer& answer) { return answer.refused; });
  CHECK(refused <= 4);
  CHECK(refused >= 1);  // and not fewer than that is good for

  // What lies in another direction is refused.
  const TaughtHead head = HeadOf(samples, lesson);
  std::vector<float> other(60, 5.0f);
  for (std::size_t j = 0; j < other.size(); ++j) other[j] += 4 * Noise(100000 + j);
  CHECK(head.IsNovel(other, head.Probabilities(other)));
  CHECK(lesson.novelty.Likeness(other) < lesson.novelty.threshold);
}

TEST_CASE("An answer of the class of counter-examples is none of the others", "[teach]") {
  Samples samples = Corners({8, 8, 8}, 30, 0.3f);
  samples.none_class = 1;
  const Lesson lesson = Teach(samples);
  CHECK(lesson.novelty.none_class == 1u);
  // Means of the other two alone.
  CHECK(lesson.novelty.means.size() == 2 * 30);
  const TaughtHead head = HeadOf(samples, lesson);
  const std::span<const float> counter = samples.embedding(8);
  CHECK(head.IsNovel(counter, head.Probabilities(counter)));
}

TEST_CASE("Balanced classes count alike however many photos they have", "[teach]") {
  // Without a difference to learn from, what is left is how probable a class is by itself.
  Samples samples = Corners({40, 8}, 10, 0);
  for (std::size_t i = 0; i < samples.embeddings.size(); ++i) {
    samples.embeddings[i] = 5 + 0.01f * Noise(i);
  }
  const std::vector<float> centre(10, 5.0f);
  TaughtHead balanced = HeadOf(samples, Teach(samples, {.balanced = true}));
  TaughtHead counted = HeadOf(samples, Teach(samples, {.balanced = false}));
  balanced.temperature = counted.temperature = 1;
  CHECK_THAT(balanced.Probabilities(centre)[0], WithinAbs(0.5, 0.1));
  CHECK_THAT(counted.Probabilities(centre)[0], WithinAbs(40.0 / 48, 0.05));
}

TEST_CASE("Suggestions say what is wrong with the photos", "[teach]") {
  SECTION("few of one class, and much fewer than of another") {
    const Lesson lesson = Teach(Corners({20, 3}, 30, 0.4f));
    CHECK(Suggests(lesson, SuggestionKind::kFewPhotos));
    CHECK(Suggests(lesson, SuggestionKind::kUnequal));
    CHECK_FALSE(Suggests(lesson, SuggestionKind::kDuplicates));
  }
  SECTION("one photo in two classes, and twice in one") {
    Samples samples = Corners({6, 6}, 30, 0.4f);
    std::copy_n(samples.embeddings.begin(), 30, samples.embeddings.begin() + 6 * 30);
    std::copy_n(samples.embeddings.begin() + 30, 30, samples.embeddings.begin() + 2 * 30);
    const Lesson lesson = Teach(samples);
    REQUIRE(Suggests(lesson, SuggestionKind::kTwoClasses));
    REQUIRE(Suggests(lesson, SuggestionKind::kDuplicates));
    CHECK(lesson.suggestions[0].samples == std::vector<std::size_t>{0, 6});
    CHECK(lesson.suggestions[1].samples == std::vector<std::size_t>{1, 2});
  }
  SECTION("photos that look like another class") {
    Samples samples = Corners({10, 10}, 30, 0.3f);
    // Two of the first class are, by what they show, of the second.
    for (const std::size_t i : {0u, 1u}) {
      for (std::size_t j = 0; j < 30; ++j) {
        samples.embeddings[i * 30 + j] =
            5 + (j % 2 == 1 ? 1.0f : 0.0f) + 0.3f * Noise(5000 + i * 30 + j);
      }
    }
    const Lesson lesson = Teach(samples);
    REQUIRE(Suggests(lesson, SuggestionKind::kConfused));
    CHECK(lesson.suggestions.back().text.starts_with("2 photos of \"class 0\" look like"));
    CHECK(lesson.suggestions.back().samples == std::vector<std::size_t>{0, 1});
  }
}

TEST_CASE("Photos of one burst are held out together", "[teach]") {
  // Both classes are one photo, many times with a little noise: nothing can be tested.
  Samples samples = Corners({6, 6}, 40, 0.0f);
  for (std::size_t i = 0; i < samples.embeddings.size(); ++i) {
    samples.embeddings[i] += 0.02f * Noise(i);
  }
  const Lesson lesson = Teach(samples);
  CHECK(lesson.accuracy.total == 0);
  CHECK(Suggests(lesson, SuggestionKind::kAlike));
}

TEST_CASE("The map shows the two directions in which photos differ most", "[teach]") {
  Samples samples{.features = 3, .classes = {"a", "b"}};
  // A cross: far along the second axis, less far along the third.
  const std::array<std::array<float, 3>, 4> points = {
      {{1, 9, 1}, {1, -7, 1}, {1, 1, 4}, {1, 1, -2}}};
  for (std::uint32_t i = 0; i < 4; ++i) {
    samples.samples.push_back({.id = i, .class_id = i / 2});
    samples.embeddings.insert(samples.embeddings.end(), points[i].begin(), points[i].end());
  }
  const Lesson lesson = Teach(samples);
  const auto& map = lesson.plane.points;
  CHECK_THAT(map[0][0] / map[1][0], WithinAbs(-1, 1e-4));
  CHECK_THAT(map[2][1] / map[3][1], WithinAbs(-1, 1e-4));
  CHECK_THAT(map[0][1] / map[0][0], WithinAbs(0, 1e-4));
  CHECK_THAT(map[0][0] / std::abs(map[2][1]), WithinAbs(8.0 / 3, 1e-3));
  CHECK_THAT(lesson.plane.share[0], WithinAbs(128.0 / 146, 1e-6));
  CHECK_THAT(lesson.plane.share[1], WithinAbs(18.0 / 146, 1e-6));
}

TEST_CASE("A lesson that cannot be given says why", "[teach]") {
  CHECK_THAT(ErrorOf([] { Teach(Corners({5}, 4, 0.1f)); }).what(),
             ContainsSubstring("at least two classes"));
  CHECK_THAT(ErrorOf([] { Teach(Corners({5, 0}, 4, 0.1f)); }).what(),
             ContainsSubstring("\"class 1\" has no photos"));
  Samples broken = Corners({5, 5}, 4, 0.1f);
  broken.embeddings[3] = NAN;
  CHECK_THAT(ErrorOf([&] { Teach(broken); }).what(), ContainsSubstring("NaN"));
  Samples twice = Corners({5, 5}, 4, 0.1f);
  twice.classes[1] = twice.classes[0];
  CHECK_THAT(ErrorOf([&] { Teach(twice); }).what(), ContainsSubstring("Two classes are called"));
}

TEST_CASE("Numbers are written so that they read back", "[teach]") {
  CHECK(Number(0) == "0");
  CHECK(Number(1) == "1");
  CHECK(Number(-0.25) == "-0.25");
  CHECK(Number(120) == "120");
  CHECK(Number(1.0 / 3) == "0.333333333333");
  for (const double value : {1e-30, 3.25e20, 0.05, 123456.789, 1e-5, 9.9999999999999e8}) {
    const std::optional<Json> read = Json::Parse(Number(value));
    REQUIRE(read);
    CHECK_THAT(*read->root().number() / value, WithinAbs(1, 1e-11));
  }
}

}  // namespace residua::teach
