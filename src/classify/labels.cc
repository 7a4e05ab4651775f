#include "classify/labels.h"

namespace residua {

Labels Labels::FromText(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    names.emplace_back(line);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
  }
  while (!names.empty() && names.back().empty()) names.pop_back();
  return Labels(std::move(names));
}

LabelState Labels::StateFor(std::size_t num_classes) const {
  if (names_.empty()) return LabelState::kAbsent;
  return names_.size() == num_classes ? LabelState::kGiven : LabelState::kMismatch;
}

std::string Labels::Name(std::size_t index, std::size_t num_classes) const {
  return StateFor(num_classes) == LabelState::kGiven ? names_[index]
                                                     : "class " + std::to_string(index);
}

}  // namespace residua
