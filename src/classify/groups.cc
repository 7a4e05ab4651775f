#include "classify/groups.h"

#include <optional>

#include "core/error.h"

namespace residua {
namespace {

// No network has more classes; this limits the memory that a range can take.
constexpr std::size_t kMostClasses = 1'000'000;

[[noreturn]] void Refuse(const std::string& why) {
  throw Error(ErrorCode::kInvalidOption, "The groups of classes " + why + ".");
}

std::size_t ClassIn(JsonValue value, const std::string& group) {
  const std::optional<std::uint64_t> index = value.whole_number();
  if (!index || *index >= kMostClasses) {
    Refuse("must be indexes or [first, last], which an entry of \"" + group + "\" is not");
  }
  return static_cast<std::size_t>(*index);
}

}  // namespace

Groups Groups::FromJson(JsonValue value, GroupSource source) {
  if (!value.is_object()) Refuse("must be an object from the name of a group to its classes");
  Groups groups;
  groups.source_ = source;
  std::vector<std::optional<std::size_t>> found;
  for (const auto& [key, entries] : value.members()) {
    const std::string name(key);
    for (const JsonValue& entry : entries.items()) {
      const std::vector<JsonValue> ends = entry.items();
      if (!ends.empty() && ends.size() != 2)
        Refuse("have a range in \"" + name + "\" without two ends");
      const std::size_t first = ClassIn(ends.empty() ? entry : ends[0], name);
      const std::size_t last = ends.empty() ? first : ClassIn(ends[1], name);
      if (last < first) Refuse("have a range in \"" + name + "\" that ends before it begins");
      if (last >= found.size()) found.resize(last + 1);
      for (std::size_t index = first; index <= last; ++index) {
        if (found[index]) Refuse("have class " + std::to_string(index) + " twice");
        found[index] = groups.names_.size();
      }
    }
    groups.names_.push_back(name);
  }
  for (std::size_t index = 0; index < found.size(); ++index) {
    if (!found[index]) Refuse("do not have class " + std::to_string(index));
    groups.group_of_class_.push_back(*found[index]);
  }
  if (found.empty()) Refuse("have no classes");
  return groups;
}

}  // namespace residua
