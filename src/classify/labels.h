// The names of a network's classes, in the order of its head.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.h"

namespace residua {

// Whether a network's classes are named.
enum class LabelState {
  kGiven,
  kAbsent,    // no list was given
  kMismatch,  // a list was given whose length differs from the head's, so it is not used
};

class Labels {
 public:
  Labels() = default;

  // A list of names: JSON of the forms that FromJson reads, or one name per line; empty lines at
  // the end are ignored, and "\r\n" also ends a line. Throws Error(kInvalidOption) for other JSON.
  static Labels FromText(std::string_view text);

  // ["tench", ...], {"0": "tench", ...} (transformers' id2label), {"0": ["n01440764", "tench"],
  // ...} (Keras), {"tench": 0, ...} (label2id), or an object with one of these as "labels" or
  // "id2label". Throws Error(kInvalidOption) for other JSON, or if an index is missing or
  // duplicate.
  static Labels FromJson(JsonValue value);

  explicit Labels(std::vector<std::string> names) : names_(std::move(names)) {}

  std::size_t size() const { return names_.size(); }
  bool empty() const { return names_.empty(); }

  LabelState StateFor(std::size_t num_classes) const;

  // The class's name; "class 7" if this list does not fit a head of `num_classes`.
  std::string Name(std::size_t index, std::size_t num_classes) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace residua
