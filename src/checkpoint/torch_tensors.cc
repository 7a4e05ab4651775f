// torch/_utils.py and torch/_tensor.py (`__reduce_ex__`) decide what a tensor's description is.

#include "checkpoint/torch_tensors.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "checkpoint/pytorch_error.h"
#include "core/heap_sort.h"

namespace residua {
namespace {

using enum TorchGlobal;
using Value = std::uint32_t;

// Where training scripts put the state_dict, the likeliest first.
constexpr std::string_view kWrappers[] = {
    "state_dict", "model",   "model_ema", "state_dict_ema", "model_state_dict", "ema_state_dict",
    "net",        "network", "module",    "model_state",    "weights"};
constexpr std::size_t kWrapperCount = std::size(kWrappers);
constexpr int kDeepestWrapper = 2;

constexpr std::size_t kMostDimensions = 16;
constexpr int kDeepestTensor = 4;  // a parameter of a tensor with attributes is 3

constexpr const char* kAdvice =
    " Save it in Python: torch.save(model.state_dict(), \"model.pth\").";

TorchGlobal GlobalOf(const Pickle& pickle, Value value) {
  const PickleValue& global = pickle.at(value);
  return global.kind == PickleKind::kGlobal ? static_cast<TorchGlobal>(global.number) : kHarmless;
}

bool IsTensor(const Pickle& pickle, Value value) {
  if (!pickle.Is(value, PickleKind::kCall)) return false;
  const TorchGlobal global = GlobalOf(pickle, pickle.at(value).items[0]);
  return global >= kRebuildTensor && global <= kRebuildSubclass;
}

bool IsType(TorchGlobal global) { return global >= kTypeF64; }

// No number of an element, a byte or a dimension is negative.
std::optional<std::uint64_t> Count(const Pickle& pickle, Value value) {
  const PickleValue& number = pickle.at(value);
  if (number.kind != PickleKind::kInteger || number.number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(number.number);
}

class TensorReader {
 public:
  TensorReader(const Pickle& pickle, StorageTable& storages, std::string name)
      : pickle_(pickle), storages_(storages), name_(std::move(name)) {}

  TensorEntry Read(Value call) const;

 private:
  [[noreturn]] void Damaged(const char* what) const {
    ThrowDamaged("the tensor \"" + Printable(name_) + "\" " + what);
  }

  [[noreturn]] void Unsupported(const char* what) const {
    ThrowUnsupported("The tensor \"" + Printable(name_) + "\" is " + what);
  }

  TensorEntry Rebuild(const std::vector<Value>& arguments, bool has_type) const;
  void Place(TensorEntry& entry, const TorchStorage& storage, std::uint64_t offset) const;
  std::vector<std::uint64_t> Counts(Value value) const;
  DType TypeOf(TorchGlobal type) const;

  const Pickle& pickle_;
  StorageTable& storages_;
  std::string name_;
};

TensorEntry TensorReader::Read(Value call) const {
  for (int depth = 0; depth < kDeepestTensor && IsTensor(pickle_, call); ++depth) {
    Value function = pickle_.at(call).items[0];
    const std::vector<Value>* arguments = &pickle_.at(pickle_.at(call).items[1]).items;
    if (GlobalOf(pickle_, function) == kRebuildFromType) {
      if (arguments->size() < 3 || !pickle_.Is((*arguments)[2], PickleKind::kTuple)) break;
      function = (*arguments)[0];
      arguments = &pickle_.at((*arguments)[2]).items;
    }
    switch (GlobalOf(pickle_, function)) {
      case kRebuildTensor:
        return Rebuild(*arguments, false);
      case kRebuildTensorV3:
        return Rebuild(*arguments, true);
      case kRebuildParameter:
        if (arguments->empty()) Damaged("is not described");
        call = (*arguments)[0];
        break;
      case kRebuildQuantized:
        Unsupported(
            "quantized. Residua reads floating-point networks: take the one that it was made "
            "from.");
      case kRebuildSparse:
        Unsupported("sparse. Save it in Python as dense: tensor.to_dense().");
      case kRebuildMeta:
        Unsupported("on the meta device: it has a shape, but no numbers were saved.");
      case kRebuildSubclass:
        Unsupported("of a class of its own. Save plain tensors.");
      default:
        Damaged("is not described");
    }
  }
  Damaged("is not described");
}

// (storage, offset, shape, strides, requires_grad, hooks, type, ...), the last three not in all
// files
TensorEntry TensorReader::Rebuild(const std::vector<Value>& arguments, bool has_type) const {
  if (arguments.size() < (has_type ? 7 : 4) || !pickle_.Is(arguments[0], PickleKind::kPersistent)) {
    Damaged("is not described");
  }
  const TorchStorage storage = ReadTorchStorage(pickle_, arguments[0]);
  TensorEntry entry{.name = name_,
                    .dtype = TypeOf(has_type ? GlobalOf(pickle_, arguments[6]) : storage.type),
                    .shape = Counts(arguments[2]),
                    .strides = Counts(arguments[3])};
  const std::optional<std::uint64_t> offset = Count(pickle_, arguments[1]);
  if (!offset || entry.shape.size() != entry.strides.size()) Damaged("is not described");
  Place(entry, storage, *offset);
  return entry;
}

// Fills begin and end; empties the strides of a contiguous tensor.
void TensorReader::Place(TensorEntry& entry, const TorchStorage& storage,
                         std::uint64_t offset) const {
  const auto found = storages_.find(storage.key);
  if (found == storages_.end()) Damaged("lies in a storage that is missing");
  StorageBytes& bytes = found->second;
  bytes.used = true;
  const std::uint64_t available = bytes.end - bytes.begin;
  const std::uint64_t unit = SizeOf(storage.type);
  if (available % unit != 0 || available / unit != storage.elements) {
    Damaged("lies in a storage of another size than the file says");
  }
  // In bytes, and in elements of the tensor's type, which may be larger than an untyped byte.
  const std::uint64_t element = SizeOf(entry.dtype);
  const std::uint64_t begin = bytes.begin + storage.view_begin * unit;
  const std::uint64_t elements = storage.view_elements * unit / element;

  const bool empty = std::ranges::find(entry.shape, 0u) != entry.shape.end();
  std::uint64_t product = 1;
  std::uint64_t last = 0;  // the furthest element, from the tensor's first
  bool contiguous = true;
  bool fits = offset <= elements;
  for (std::size_t i = entry.shape.size(); i-- > 0 && fits && !empty;) {
    const std::uint64_t size = entry.shape[i];
    const std::uint64_t stride = entry.strides[i];
    if (size > 1 && stride != product) contiguous = false;
    std::uint64_t reach = 0;
    fits = !__builtin_mul_overflow(size - 1, stride, &reach) &&
           !__builtin_add_overflow(last, reach, &last) &&
           !__builtin_mul_overflow(product, size, &product);
  }
  if (!fits || (!empty && last >= elements - offset)) Damaged("does not lie in its storage");
  if (product > elements && !empty) {
    Unsupported("expanded: it repeats its numbers. Save it .contiguous().");
  }
  if (contiguous) entry.strides.clear();
  entry.begin = begin + offset * element;
  entry.end = empty ? entry.begin : entry.begin + (last + 1) * element;
}

// A tuple, or torch.Size of one.
std::vector<std::uint64_t> TensorReader::Counts(Value value) const {
  if (pickle_.Is(value, PickleKind::kCall)) {
    const std::vector<Value>& arguments = pickle_.at(pickle_.at(value).items[1]).items;
    if (arguments.size() == 1) value = arguments[0];
  }
  const PickleValue& tuple = pickle_.at(value);
  if (tuple.kind != PickleKind::kTuple || tuple.items.size() > kMostDimensions) {
    Damaged("has no shape");
  }
  std::vector<std::uint64_t> counts;
  for (const Value item : tuple.items) {
    const std::optional<std::uint64_t> count = Count(pickle_, item);
    if (!count) Damaged("has no shape");
    counts.push_back(*count);
  }
  return counts;
}

DType TensorReader::TypeOf(TorchGlobal type) const {
  if (type == kTypeQuantized) {
    Unsupported(
        "quantized. Residua reads floating-point networks: take the one that it was made from.");
  }
  if (type < kTypeF64 || type > kTypeBool) {
    Unsupported("of a type that is not read: those that are go from float64 to bfloat16.");
  }
  return static_cast<DType>(static_cast<int>(type) - static_cast<int>(kTypeF64));
}

// The dictionary of tensors that `value` is or wraps.
std::optional<Value> FindStateDict(const Pickle& pickle, Value value, int depth) {
  std::optional<Value> wrapped[kWrapperCount];
  bool has_tensors = false;
  for (const auto& [key, item] : pickle.Pairs(value)) {
    if (!pickle.Is(key, PickleKind::kText)) continue;
    if (IsTensor(pickle, item)) {
      has_tensors = true;
    } else if (pickle.at(key).length <= 16) {
      const auto* const wrapper = std::ranges::find(kWrappers, pickle.Text(key));
      if (wrapper != std::end(kWrappers)) wrapped[wrapper - std::begin(kWrappers)] = item;
    }
  }
  if (depth < kDeepestWrapper) {
    for (const std::optional<Value>& item : wrapped) {
      if (!item) continue;
      if (const auto found = FindStateDict(pickle, *item, depth + 1)) return found;
    }
  }
  return has_tensors ? std::optional(value) : std::nullopt;
}

[[noreturn]] void ThrowNoStateDict(const Pickle& pickle) {
  std::string keys;
  std::size_t count = 0;
  for (const auto& [key, item] : pickle.Pairs(pickle.root())) {
    if (!pickle.Is(key, PickleKind::kText) || ++count > 5) continue;
    keys += (count == 1 ? ": there are \"" : ", \"") + Printable(pickle.Text(key)) + "\"";
  }
  ThrowUnsupported("The PyTorch file holds no state_dict, a dictionary of tensors by name" + keys +
                   "." + kAdvice);
}

}  // namespace

std::size_t SizeOf(TorchGlobal type) noexcept {
  if (type < kTypeF64 || type > kTypeBool) return 1;
  return SizeOf(static_cast<DType>(static_cast<int>(type) - static_cast<int>(kTypeF64)));
}

// ("storage", type, key, device, elements), and in old files the view: (key, first, elements) or
// None
TorchStorage ReadTorchStorage(const Pickle& pickle, std::uint32_t value) {
  const std::vector<Value>& parts = pickle.at(pickle.at(value).items[0]).items;
  const bool has_kind = !parts.empty() && pickle.Is(parts[0], PickleKind::kText);
  if (has_kind && pickle.Text(parts[0]) == "module") {
    ThrowUnsupported(
        std::string(
            "The file holds a whole pickled model with its source code, which is not run.") +
        kAdvice);
  }
  if (!has_kind || pickle.Text(parts[0]) != "storage" || parts.size() < 5) {
    ThrowDamaged("it refers to something that is no storage");
  }
  TorchStorage storage{.key = pickle.Text(parts[2]), .type = GlobalOf(pickle, parts[1])};
  const std::optional<std::uint64_t> elements = Count(pickle, parts[4]);
  if (!elements || !IsType(storage.type)) ThrowDamaged("it has a storage without a size or type");
  storage.elements = *elements;
  storage.view_elements = *elements;
  if (parts.size() > 5 && pickle.Is(parts[5], PickleKind::kTuple)) {
    const std::vector<Value>& view = pickle.at(parts[5]).items;
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

std::vector<TensorEntry> ReadStateDict(const Pickle& pickle, StorageTable& storages) {
  const std::optional<Value> state_dict = FindStateDict(pickle, pickle.root(), 0);
  if (!state_dict) ThrowNoStateDict(pickle);
  std::vector<TensorEntry> tensors;
  std::vector<std::string> names;
  for (const auto& [key, item] : pickle.Pairs(*state_dict)) {
    if (!pickle.Is(key, PickleKind::kText) || !IsTensor(pickle, item)) continue;
    names.push_back(pickle.Text(key));
    tensors.push_back(TensorReader(pickle, storages, names.back()).Read(item));
  }
  HeapSort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) {
    ThrowDamaged("it has two tensors of the name \"" + Printable(*twice) + "\"");
  }
  return tensors;
}

}  // namespace residua
