#include "classify/imagenet.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/json.h"

namespace residua {

// weights/imagenet-groups.json, which CMake turns into a source file.
extern const char* const imagenet_groups_json;

namespace {

constexpr std::pair<std::size_t, std::string_view> kKnown[] = {
    {1, "goldfish"},     {9, "ostrich"},  {207, "golden retriever"},
    {292, "tiger"},      {340, "zebra"},  {404, "airliner"},
    {779, "school bus"}, {954, "banana"}, {963, "pizza"}};

// The first of several synonyms, in lower case, with spaces.
std::string Plain(std::string_view name) {
  std::string plain(name.substr(0, name.find(',')));
  for (char& letter : plain) {
    letter =
        letter == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return plain;
}

}  // namespace

bool AreImageNetLabels(const Labels& labels) {
  return labels.size() == kImageNetClasses && std::ranges::all_of(kKnown, [&](const auto& known) {
           return Plain(labels.Name(known.first, kImageNetClasses)) == known.second;
         });
}

Groups ImageNetGroups() {
  const std::optional<Json> table = Json::Parse(imagenet_groups_json);
  return Groups::FromJson(table->root(), GroupSource::kImageNet);
}

}  // namespace residua
