#include "classify/hedge.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <string>

using Catch::Matchers::WithinAbs;

namespace residua {
namespace {

// Two breeds of dogs, a cat, two boats.
const Labels kLabels({"Samoyed", "beagle", "tabby", "canoe", "yawl"});

Groups DogsCatsBoats() {
  return Groups::FromJson(Json::Parse(R"({"dog": [[0, 1]], "cat": [2], "boat": [3, 4]})")->root());
}

GroupAnswer Answer(std::initializer_list<float> probabilities, double threshold = 0.5) {
  return Hedge({probabilities.begin(), probabilities.size()}, DogsCatsBoats(), kLabels, threshold);
}

void CheckNames(const GroupAnswer& answer, const std::string& group, const std::string& best) {
  CHECK(answer.label == group);
  CHECK(answer.best.label == best);
}

}  // namespace

TEST_CASE("A class that reaches the threshold is certain, and its group with it", "[classify]") {
  const GroupAnswer answer = Answer({0.625f, 0.125f, 0.125f, 0.125f, 0.0f});
  CHECK(answer.certain == Certain::kClass);
  CHECK(answer.index == 0);
  CHECK(answer.probability == 0.75f);  // 0.625 + 0.125
  CheckNames(answer, "dog", "Samoyed");
  CHECK(answer.best.probability == 0.625f);
}

TEST_CASE("Of several classes below the threshold their group may be certain", "[classify]") {
  const GroupAnswer answer = Answer({0.25f, 0.375f, 0.25f, 0.125f, 0.0f});
  CHECK(answer.certain == Certain::kGroup);
  CHECK(answer.probability == 0.625f);  // 0.25 + 0.375
  CheckNames(answer, "dog", "beagle");
  CHECK(answer.best.index == 1);
}

TEST_CASE("The group may be another one than that of the best class", "[classify]") {
  // The cat is the most probable class; the boats are more together: 0.28125 + 0.25.
  const GroupAnswer answer = Answer({0.0625f, 0.0625f, 0.34375f, 0.25f, 0.28125f});
  CHECK(answer.certain == Certain::kGroup);
  CHECK(answer.label == "boat");
  CHECK_THAT(answer.probability, WithinAbs(0.53125, 1e-7));
  CHECK(answer.best.label == "yawl");
}

TEST_CASE("A certain class goes before a group of higher sum", "[classify]") {
  const GroupAnswer answer = Answer({0.0f, 0.0f, 0.40625f, 0.34375f, 0.25f}, 0.40625);
  CHECK(answer.certain == Certain::kClass);
  CHECK(answer.label == "cat");
  CHECK(answer.probability == 0.40625f);
}

TEST_CASE("Where neither reaches the threshold nothing is certain", "[classify]") {
  const GroupAnswer answer = Answer({0.25f, 0.125f, 0.3125f, 0.1875f, 0.125f});
  CHECK(answer.certain == Certain::kNothing);
  CHECK(answer.label == "dog");  // 0.375, where the cat has 0.3125 and the boats too
  CHECK(answer.best.label == "Samoyed");
  CHECK(std::string(ToString(answer.certain)) == "nothing");
}

TEST_CASE("A sum of rounded probabilities is at most 1", "[classify]") {
  const GroupAnswer answer = Answer({0.6000001f, 0.4000001f, 0.0f, 0.0f, 0.0f});
  CHECK(answer.probability == 1.0f);
}

}  // namespace residua
