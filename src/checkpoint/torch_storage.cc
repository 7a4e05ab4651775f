#include "checkpoint/torch_storage.h"

#include <vector>

#include "checkpoint/pytorch_error.h"

namespace residua {

using Values = std::vector<std::uint32_t>;

TorchMeaning MeaningOf(const Pickle& pickle, std::uint32_t value) {
  const PickleValue& global = pickle.at(value);
  return global.kind == PickleKind::kGlobal ? TorchMeaningOf(global.number) : TorchMeaning();
}

TorchMeaning CalleeOf(const Pickle& pickle, std::uint32_t value) {
  if (!pickle.Is(value, PickleKind::kCall)) return {};
  return MeaningOf(pickle, pickle.at(value).items[0]);
}

std::optional<std::uint64_t> Count(const Pickle& pickle, std::uint32_t value) {
  const PickleValue& number = pickle.at(value);
  if (number.kind != PickleKind::kInteger || number.number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(number.number);
}

bool IsTorchStorage(const Pickle& pickle, std::uint32_t value) {
  if (!pickle.Is(value, PickleKind::kPersistent)) return false;
  const Values& parts = pickle.at(pickle.at(value).items[0]).items;
  return parts.size() >= 5 && pickle.Is(parts[0], PickleKind::kText) &&
         pickle.Text(parts[0]) == "storage";
}

// ("storage", type, key, device, elements), and in old files the view: (key, first, elements) or
// None
TorchStorage ReadTorchStorage(const Pickle& pickle, std::uint32_t value) {
  const Values& parts = pickle.at(pickle.at(value).items[0]).items;
  TorchStorage storage{.key = pickle.Text(parts[2]), .type = MeaningOf(pickle, parts[1])};
  const std::optional<std::uint64_t> elements = Count(pickle, parts[4]);
  if (!elements || storage.type.global != TorchGlobal::kType) {
    ThrowDamaged("it has a storage without a size or type");
  }
  storage.elements = *elements;
  storage.view_elements = *elements;
  if (parts.size() > 5 && pickle.Is(parts[5], PickleKind::kTuple)) {
    const Values& view = pickle.at(parts[5]).items;
    const auto first = view.size() == 3 ? Count(pickle, view[1]) : std::nullopt;
    const auto count = view.size() == 3 ? Count(pickle, view[2]) : std::nullopt;
    if (!first || !count || *first > *elements || *count > *elements - *first) {
      ThrowDamaged("a part of a storage does not lie in it");
    }
    storage.view_begin = *first;
    storage.view_elements = *count;
  }
  return storage;
}

}  // namespace residua
