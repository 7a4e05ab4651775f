#include "classify/labels.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "core/error.h"

namespace residua {
namespace {

[[noreturn]] void Refuse(const std::string& why) {
  throw Error(ErrorCode::kInvalidOption, "The list of labels " + why + ".");
}

std::optional<std::size_t> WholeNumber(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

// "tench", or the last of ["n01440764", "tench"].
std::string NameIn(JsonValue value) {
  const std::vector<JsonValue> items = value.items();
  const std::optional<std::string_view> name =
      items.empty() ? value.string() : items.back().string();
  if (!name) Refuse("has an entry that is not a name");
  return std::string(*name);
}

// An object from index to name, or from name to index.
std::vector<std::string> NamesByIndex(JsonValue object) {
  const auto members = object.members();
  std::vector<std::optional<std::string>> names(members.size());
  for (const auto& [key, value] : members) {
    std::optional<std::size_t> index = WholeNumber(key);
    std::string name;
    if (const std::optional<std::uint64_t> number = value.whole_number()) {
      index = static_cast<std::size_t>(*number);
      name = key;
    } else {
      name = NameIn(value);
    }
    if (!index)
      Refuse("has the entry \"" + std::string(key) + "\", which is not the index of a class");
    if (*index >= names.size()) {
      Refuse("has an index " + std::to_string(*index) + " among only " +
             std::to_string(names.size()) + " entries");
    }
    if (names[*index]) Refuse("has the index " + std::to_string(*index) + " twice");
    names[*index] = std::move(name);
  }
  // As many entries as indices without duplicates: none is missing.
  std::vector<std::string> all;
  all.reserve(names.size());
  for (std::optional<std::string>& name : names) all.push_back(std::move(*name));
  return all;
}

}  // namespace

Labels Labels::FromText(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != text.npos && (text[first] == '{' || text[first] == '[')) {
    if (const std::optional<Json> json = Json::Parse(text)) return FromJson(json->root());
  }
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

Labels Labels::FromJson(JsonValue value) {
  if (value.is_array()) {
    std::vector<std::string> names;
    for (const JsonValue& item : value.items()) names.push_back(NameIn(item));
    return Labels(std::move(names));
  }
  if (!value.is_object()) Refuse("must be an array of names, or an object from index to name");
  for (const char* name : {"labels", "id2label"}) {
    if (value[name].is_array() || value[name].is_object()) return FromJson(value[name]);
  }
  return Labels(NamesByIndex(value));
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
