// The names of a network's classes, in the order of its head.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace residua {

// Whether a network's classes have names.
enum class LabelState {
  kGiven,
  kAbsent,    // no list was given
  kMismatch,  // a list came along whose count differs from the head, so it names nothing
};

class Labels {
 public:
  Labels() = default;

  // One name per line; empty lines at the end do not count, "\r\n" ends a line too.
  static Labels FromText(std::string_view text);

  explicit Labels(std::vector<std::string> names) : names_(std::move(names)) {}

  std::size_t size() const { return names_.size(); }
  bool empty() const { return names_.empty(); }

  LabelState StateFor(std::size_t num_classes) const;

  // The class's name; "class 7" where this list does not fit a head of `num_classes`.
  std::string Name(std::size_t index, std::size_t num_classes) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace residua
