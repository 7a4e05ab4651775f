#include "checkpoint/class_names.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

namespace residua {
namespace {

// In lower case, without "_".
constexpr std::string_view kKeys[] = {
    "classes",   "classnames",  "classname",   "labels",      "labelnames", "categories",
    "names",     "targetnames", "vocab",       "classtoidx",  "idxtoclass", "id2label",
    "label2id",  "class2idx",   "idx2class",   "labeltoidx",  "idxtolabel", "label2idx",
    "idx2label", "idtolabel",   "labeltoid",   "classlabels", "labelmap",   "classmap",
    "classlist", "cattoname",   "thingclasses"};

// More than any network has classes.
constexpr std::size_t kMostNames = 100'000;

bool IsKey(std::string_view key) {
  std::string plain;
  for (const char c : key) {
    if (c != '_') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  }
  return std::ranges::find(kKeys, plain) != std::end(kKeys);
}

std::optional<std::string> Name(const Pickle& pickle, std::uint32_t value) {
  if (!pickle.Is(value, PickleKind::kText) || pickle.at(value).length > 1000) return std::nullopt;
  return pickle.Text(value);
}

// A number, possibly written as text.
std::optional<std::uint64_t> Place(const Pickle& pickle, std::uint32_t value) {
  if (pickle.Is(value, PickleKind::kInteger)) {
    return static_cast<std::uint64_t>(pickle.at(value).number);
  }
  const std::string text = Name(pickle, value).value_or("");
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed, problem] = std::from_chars(text.data(), end, number);
  return !text.empty() && parsed == end && problem == std::errc() ? std::optional(number)
                                                                  : std::nullopt;
}

std::vector<std::string> FromList(const Pickle& pickle, const std::vector<std::uint32_t>& items,
                                  std::size_t first) {
  std::vector<std::string> names;
  for (std::size_t i = first; i < items.size(); ++i) {
    std::optional<std::string> name = Name(pickle, items[i]);
    if (!name || names.size() == kMostNames) return {};
    names.push_back(std::move(*name));
  }
  return names;
}

// A mapping from name to number or from number to name, with each number from 0 on once.
std::vector<std::string> FromPairs(const Pickle& pickle, const std::vector<Pickle::Pair>& pairs) {
  if (pairs.size() > kMostNames) return {};
  for (const bool numbers_first : {false, true}) {
    std::vector<std::string> names(pairs.size());
    std::vector<bool> known(pairs.size());
    const bool sound = std::ranges::all_of(pairs, [&](const Pickle::Pair& pair) {
      const auto number = Place(pickle, numbers_first ? pair.first : pair.second);
      auto name = Name(pickle, numbers_first ? pair.second : pair.first);
      if (!number || !name || *number >= names.size()) return false;
      const auto place = static_cast<std::size_t>(*number);
      if (known[place]) return false;
      known[place] = true;
      names[place] = std::move(*name);
      return true;
    });
    if (sound) return names;
  }
  return {};
}

// Limits the nesting of lists and objects.
std::vector<std::string> Read(const Pickle& pickle, std::uint32_t value, int depth) {
  if (pickle.IsSequence(value)) return FromList(pickle, pickle.at(value).items, 0);
  if (pickle.Is(value, PickleKind::kDict)) return FromPairs(pickle, pickle.Pairs(value));
  if (!pickle.Is(value, PickleKind::kCall) || depth == 0) return {};
  const PickleValue& call = pickle.at(value);
  if (call.form == PickleForm::kFilledDict) return FromPairs(pickle, pickle.Pairs(value));
  if (call.form == PickleForm::kFilledList) return FromList(pickle, call.items, 2);
  // fastai's lists have the names in the attribute "items", numpy's object arrays in a list at the
  // end of their state; others are constructed from a list.
  const PickleValue& state = pickle.at(call.length);
  if (state.kind == PickleKind::kTuple && state.items.size() == 5) {
    return Read(pickle, state.items[4], depth - 1);
  }
  for (const auto& [key, item] : pickle.Pairs(call.length)) {
    if (Name(pickle, key) == "items" || Name(pickle, key) == "classes_") {
      return Read(pickle, item, depth - 1);
    }
  }
  const std::vector<std::uint32_t>& arguments = pickle.at(call.items[1]).items;
  return arguments.size() == 1 ? Read(pickle, arguments[0], depth - 1) : std::vector<std::string>();
}

}  // namespace

std::vector<std::string> ReadClassNames(const Pickle& pickle, std::string_view key,
                                        std::uint32_t value) {
  constexpr int kDeepest = 4;
  return IsKey(key) ? Read(pickle, value, kDeepest) : std::vector<std::string>();
}

}  // namespace residua
