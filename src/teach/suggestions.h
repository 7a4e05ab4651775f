// Suggestions for better photos.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "teach/likeness.h"
#include "teach/samples.h"

namespace residua::teach {

enum class SuggestionKind {
  kFewPhotos,   // a class has fewer than five
  kUnequal,     // one class has four times as many as another
  kDuplicates,  // a class has copies of one photo
  kTwoClasses,  // one photo is in several classes
  kAlike,       // most photos of a class are nearly identical
  kConfused,    // photos of one class are mistaken for another
};

const char* ToString(SuggestionKind kind);  // "few-photos", "unequal", "duplicates", ...

struct Suggestion {
  SuggestionKind kind = SuggestionKind::kFewPhotos;
  std::vector<std::size_t> classes;  // the main one first
  std::vector<std::size_t> samples;  // the photos concerned, if any
  std::string text;                  // a sentence or two
};

// `called`: per sample the predicted class while held out, or its own class if it was not tested.
std::vector<Suggestion> FindSuggestions(const Samples& samples, const Likeness& likeness,
                                        std::span<const std::size_t> called);

}  // namespace residua::teach
