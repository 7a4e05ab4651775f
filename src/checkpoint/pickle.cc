#include "checkpoint/pickle.h"

#include "checkpoint/pickle_input.h"

namespace residua {

std::string Pickle::Text(std::uint32_t value) const { return ReadText(file_, at(value)); }

std::string Pickle::GlobalName(std::uint32_t value) const {
  const PickleValue& global = at(value);
  return Text(global.items[0]) + "." + Text(global.items[1]);
}

std::vector<Pickle::Pair> Pickle::Pairs(std::uint32_t value) const {
  const PickleValue& dict = at(value);
  std::vector<Pair> pairs;
  std::size_t first = 0;
  if (dict.kind == PickleKind::kCall) {
    first = dict.form == PickleForm::kFilledDict ? 2 : dict.items.size();
    // Python 2 hands the pairs to the constructor, in a list.
    const PickleValue& arguments = at(dict.items[1]);
    const bool has_list = arguments.items.size() == 1 && Is(arguments.items[0], PickleKind::kList);
    if (has_list) {
      for (const std::uint32_t item : at(arguments.items[0]).items) {
        const PickleValue& pair = at(item);
        const bool is_pair = pair.kind == PickleKind::kList || pair.kind == PickleKind::kTuple;
        if (is_pair && pair.items.size() == 2) pairs.emplace_back(pair.items[0], pair.items[1]);
      }
    }
  } else if (dict.kind != PickleKind::kDict) {
    return pairs;
  }
  for (std::size_t i = first; i + 1 < dict.items.size(); i += 2) {
    pairs.emplace_back(dict.items[i], dict.items[i + 1]);
  }
  return pairs;
}

}  // namespace residua
