#include "teach/suggestions.h"

#include <algorithm>
#include <utility>

namespace residua::teach {
namespace {

constexpr std::size_t kEnough = 5;   // photos of a class
constexpr std::size_t kUneven = 4;   // ratio of photo counts
constexpr std::size_t kNotable = 2;  // photos that are confused with one other class

std::string Quoted(const std::string& name) { return "\"" + name + "\""; }

std::string Photos(std::size_t count) {
  return count == 1 ? "1 photo" : std::to_string(count) + " photos";
}

class Finder {
 public:
  Finder(const Samples& samples, const Likeness& likeness)
      : samples_(samples), likeness_(likeness), counts_(samples.CountsOfClasses()) {}

  std::vector<Suggestion> Find(std::span<const std::size_t> called) {
    FindSame();
    FindFew();
    FindAlike();
    FindConfused(called);
    return std::move(found_);
  }

 private:
  std::size_t ClassOf(std::size_t sample) const { return samples_.samples[sample].class_id; }
  std::string Name(std::size_t label) const { return Quoted(samples_.classes[label]); }

  void FindSame() {
    for (const std::vector<std::size_t>& set : likeness_.in_several_classes) {
      Suggestion one{.kind = SuggestionKind::kTwoClasses, .samples = set};
      for (const std::size_t sample : set) {
        if (std::ranges::find(one.classes, ClassOf(sample)) == one.classes.end()) {
          one.classes.push_back(ClassOf(sample));
        }
      }
      one.text = "The same photo is in " + Name(one.classes[0]) + " and in " +
                 Name(one.classes[1]) + ". Remove it from one of them.";
      found_.push_back(std::move(one));
    }
    for (const std::vector<std::size_t>& set : likeness_.same) {
      found_.push_back({.kind = SuggestionKind::kDuplicates,
                        .classes = {ClassOf(set[0])},
                        .samples = set,
                        .text = Name(ClassOf(set[0])) + " has the same photo " +
                                std::to_string(set.size()) + " times. One is enough."});
    }
  }

  void FindFew() {
    for (std::size_t label = 0; label < counts_.size(); ++label) {
      if (counts_[label] >= kEnough) continue;
      found_.push_back({.kind = SuggestionKind::kFewPhotos,
                        .classes = {label},
                        .text = Name(label) + " has only " + Photos(counts_[label]) +
                                ". Add photos: five are a start, and twenty are better."});
    }
    const auto [least, most] = std::ranges::minmax_element(counts_);
    if (*most < kUneven * *least) return;
    const auto fewest = static_cast<std::size_t>(least - counts_.begin());
    const auto largest = static_cast<std::size_t>(most - counts_.begin());
    found_.push_back({.kind = SuggestionKind::kUnequal,
                      .classes = {fewest, largest},
                      .text = Name(fewest) + " has " + Photos(counts_[fewest]) + " and " +
                              Name(largest) + " has " + std::to_string(counts_[largest]) +
                              ". Add photos to the smaller class."});
  }

  void FindAlike() {
    for (const std::vector<std::size_t>& set : likeness_.alike) {
      const std::size_t label = ClassOf(set[0]);
      if (set.size() < 3 || 2 * set.size() < counts_[label]) continue;
      const std::string some = set.size() == counts_[label]
                                   ? "All " + Photos(set.size()) + " of " + Name(label)
                                   : std::to_string(set.size()) + " of the " +
                                         Photos(counts_[label]) + " of " + Name(label);
      found_.push_back({.kind = SuggestionKind::kAlike,
                        .classes = {label},
                        .samples = set,
                        .text = some +
                                " are almost the same. Take some from another side, in other light "
                                "and before another background."});
    }
  }

  void FindConfused(std::span<const std::size_t> called) {
    for (std::size_t label = 0; label < counts_.size(); ++label) {
      for (std::size_t other = 0; other < counts_.size(); ++other) {
        if (other == label) continue;
        std::vector<std::size_t> mistaken;
        for (std::size_t i = 0; i < called.size(); ++i) {
          if (ClassOf(i) == label && called[i] == other) mistaken.push_back(i);
        }
        if (mistaken.size() < kNotable) continue;
        found_.push_back({.kind = SuggestionKind::kConfused,
                          .classes = {label, other},
                          .samples = mistaken,
                          .text = Photos(mistaken.size()) + " of " + Name(label) + " look like " +
                                  Name(other) +
                                  ". Check that they are in the right class, or add photos that "
                                  "show the difference."});
      }
    }
  }

  const Samples& samples_;
  const Likeness& likeness_;
  std::vector<std::size_t> counts_;
  std::vector<Suggestion> found_;
};

}  // namespace

const char* ToString(SuggestionKind kind) {
  switch (kind) {
    case SuggestionKind::kFewPhotos:
      return "few-photos";
    case SuggestionKind::kUnequal:
      return "unequal";
    case SuggestionKind::kDuplicates:
      return "duplicates";
    case SuggestionKind::kTwoClasses:
      return "two-classes";
    case SuggestionKind::kAlike:
      return "alike";
    case SuggestionKind::kConfused:
      return "confused";
  }
  return "few-photos";
}

std::vector<Suggestion> FindSuggestions(const Samples& samples, const Likeness& likeness,
                                        std::span<const std::size_t> called) {
  return Finder(samples, likeness).Find(called);
}

}  // namespace residua::teach
