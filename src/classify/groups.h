// Everyday groups of a network's classes, such as "dog" for a Samoyed. Each class is in exactly
// one.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/json.h"

namespace residua {

// The origin of a network's groups.
enum class GroupSource {
  kAbsent,    // no groups
  kGiven,     // the model's card
  kImageNet,  // the table of ImageNet's classes in imagenet.h
};

class Groups {
 public:
  Groups() = default;

  // {"dog": [[151, 268]], "cat": [3, [281, 285]], ...}: maps the name of each group to its classes,
  // each an index or [first, last]. Throws Error(kInvalidOption) if malformed, or if a class is in
  // two groups or, below the largest index, in none.
  static Groups FromJson(JsonValue value, GroupSource source = GroupSource::kGiven);

  bool empty() const { return names_.empty(); }
  GroupSource source() const { return source_; }
  std::size_t size() const { return names_.size(); }  // number of groups
  std::size_t num_classes() const {
    return group_of_class_.size();
  }  // number of classes in all
     // groups

  // In the order of the JSON.
  const std::string& Name(std::size_t group) const { return names_[group]; }
  std::size_t Of(std::size_t index) const { return group_of_class_[index]; }

 private:
  GroupSource source_ = GroupSource::kAbsent;
  std::vector<std::string> names_;
  std::vector<std::size_t> group_of_class_;
};

}  // namespace residua
