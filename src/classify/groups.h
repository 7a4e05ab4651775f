// Everyday groups of a network's classes: what people call a Samoyed who do not know breeds. Every
// class is in exactly one.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/json.h"

namespace residua {

// Where a network's groups come from.
enum class GroupSource {
  kAbsent,    // it has none
  kGiven,     // the model's card
  kImageNet,  // the table of ImageNet's classes, see imagenet.h
};

class Groups {
 public:
  Groups() = default;

  // {"dog": [[151, 268]], "cat": [3, [281, 285]], ...}: the name of each group to its classes, each
  // an index or [first, last]. Throws Error(kInvalidOption) for another form, or where a class is
  // in two groups or, among classes up to the last one named, in none.
  static Groups FromJson(JsonValue value, GroupSource source = GroupSource::kGiven);

  bool empty() const { return names_.empty(); }
  GroupSource source() const { return source_; }
  std::size_t size() const { return names_.size(); }                  // how many groups
  std::size_t num_classes() const { return group_of_class_.size(); }  // that are in them

  // In the order of the JSON.
  const std::string& Name(std::size_t group) const { return names_[group]; }
  std::size_t Of(std::size_t index) const { return group_of_class_[index]; }

 private:
  GroupSource source_ = GroupSource::kAbsent;
  std::vector<std::string> names_;
  std::vector<std::size_t> group_of_class_;
};

}  // namespace residua
