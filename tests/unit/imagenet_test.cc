#include "classify/imagenet.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/shared_data.h"

namespace residua {
namespace {

const std::string kFolder = RESIDUA_SOURCE_DIR "/weights/";

Labels English() { return Labels::FromText(testing::ReadText(kFolder + "imagenet-labels.txt")); }

std::vector<std::string> Names(const Labels& labels) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < labels.size(); ++i) names.push_back(labels.Name(i, labels.size()));
  return names;
}

}  // namespace

TEST_CASE("The table has every class of ImageNet in one of 80 to 120 groups", "[classify]") {
  const Groups groups = ImageNetGroups();
  CHECK(groups.num_classes() == kImageNetClasses);
  CHECK(groups.size() >= 80);
  CHECK(groups.size() <= 120);
  std::set<std::string> names;
  std::set<std::size_t> used;
  for (std::size_t i = 0; i < groups.size(); ++i) names.insert(groups.Name(i));
  for (std::size_t i = 0; i < groups.num_classes(); ++i) used.insert(groups.Of(i));
  CHECK(names.size() == groups.size());
  CHECK(used.size() == groups.size());
  CHECK(groups.source() == GroupSource::kImageNet);
  CHECK(groups.Name(groups.Of(258)) == "dog");            // Samoyed
  CHECK(groups.Name(groups.Of(134)) == "bird");           // the crane that flies
  CHECK(groups.Name(groups.Of(517)) == "heavy machine");  // the one that lifts
}

TEST_CASE("ImageNet's names are recognised as different libraries write them", "[classify]") {
  CHECK(AreImageNetLabels(English()));

  std::vector<std::string> synonyms = Names(English());
  std::vector<std::string> keras = synonyms;
  synonyms[207] = "golden retriever";
  synonyms[292] = "tiger, Panthera tigris";
  synonyms[963] = "pizza, pizza pie";
  CHECK(AreImageNetLabels(Labels(synonyms)));

  keras[207] = "golden_retriever";
  keras[779] = "School_bus";
  CHECK(AreImageNetLabels(Labels(keras)));
}

TEST_CASE("Other names, another order or another number are not ImageNet's", "[classify]") {
  std::vector<std::string> names = Names(English());
  std::vector<std::string> shifted(names.begin() + 1, names.end());
  shifted.push_back(names[0]);
  CHECK_FALSE(AreImageNetLabels(Labels(shifted)));
  names.pop_back();
  CHECK_FALSE(AreImageNetLabels(Labels(names)));
  CHECK_FALSE(AreImageNetLabels(Labels()));
  CHECK_FALSE(
      AreImageNetLabels(Labels::FromText(testing::ReadText(kFolder + "imagenet-labels.ko.txt"))));
}

}  // namespace residua
