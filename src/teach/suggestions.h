// What a person could do about their photos, where something true and useful can be said.

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
  kDuplicates,  // a class has one photo several times
  kTwoClasses,  // one photo is in several classes
  kAlike,       // most photos of a class are almost the same
  kConfused,    // photos of one class look like another
};

const char* ToString(SuggestionKind kind);  // "few-photos", "unequal", "duplicates", ...

struct Suggestion {
  SuggestionKind kind = SuggestionKind::kFewPhotos;
  std::vector<std::size_t> classes;  // the one it is about first
  std::vector<std::size_t> samples;  // the photos, if it is about some
  std::string text;                  // a sentence or two
};

// `called`: per sample the class it was called while held out, or its own
// where it was not tested.
std::vector<Suggestion> FindSuggestions(const Samples& samples, const Likeness& likeness,
                                        std::span<const std::size_t> called);

}  // namespace residua::teach
