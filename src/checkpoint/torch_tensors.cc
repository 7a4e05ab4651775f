// torch/_utils.py and torch/_tensor.py (`__reduce_ex__`) define the description of a tensor,
// numpy's `ndarray.__reduce__` that of an array.

#include "checkpoint/torch_tensors.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "checkpoint/legacy_stream.h"
#include "checkpoint/numpy_text.h"
#include "checkpoint/pytorch_error.h"

namespace residua {
namespace {

using enum TorchGlobal;
using Value = std::uint32_t;
using Values = std::vector<Value>;

constexpr std::size_t kMostDimensions = 16;
constexpr int kDeepestTensor = 4;  // a parameter of a tensor with attributes needs 3

const Values& ArgumentsOf(const Pickle& pickle, Value call) {
  return pickle.at(pickle.at(call).items[1]).items;
}

// (version, shape, dtype, whether the first index is fastest, bytes), as an array's state
const Values* ArrayState(const Pickle& pickle, Value call) {
  const PickleValue& state = pickle.at(pickle.at(call).length);
  return state.kind == PickleKind::kTuple && state.items.size() == 5 ? &state.items : nullptr;
}

// The value of numpy.dtype(...): "f4", "i8", "O", and the byte order.
std::optional<DType> NumpyType(const Pickle& pickle, Value value) {
  struct NamedType {
    std::string_view name;
    DType dtype;
  };
  constexpr NamedType kTypes[] = {{"f8", DType::kF64}, {"f4", DType::kF32}, {"f2", DType::kF16},
                                  {"i8", DType::kI64}, {"i4", DType::kI32}, {"i2", DType::kI16},
                                  {"i1", DType::kI8},  {"u1", DType::kU8},  {"b1", DType::kBool}};
  if (!pickle.Is(value, PickleKind::kCall)) return std::nullopt;
  const Values& arguments = ArgumentsOf(pickle, value);
  if (arguments.empty() || !pickle.Is(arguments[0], PickleKind::kText)) return std::nullopt;
  const std::string name = pickle.Text(arguments[0]);
  const auto* const type = std::ranges::find(kTypes, name, &NamedType::name);
  if (type == std::end(kTypes)) return std::nullopt;
  const Values& state = pickle.at(pickle.at(value).length).items;
  const bool big_endian =
      state.size() > 1 && pickle.Is(state[1], PickleKind::kText) && pickle.Text(state[1]) == ">";
  return big_endian ? DType::kOther : type->dtype;
}

bool IsArray(const Pickle& pickle, Value call, TorchGlobal callee) {
  if (callee == kNumpyArray) {
    const Values* const state = ArrayState(pickle, call);
    return state && NumpyType(pickle, (*state)[2]);
  }
  const Values& arguments = ArgumentsOf(pickle, call);
  return callee == kNumpyBuffer && arguments.size() == 4 && NumpyType(pickle, arguments[1]);
}

}  // namespace

bool IsTensor(const Pickle& pickle, std::uint32_t value) {
  const TorchGlobal callee = CalleeOf(pickle, value).global;
  if (callee >= kNumpyArray && callee <= kNumpyBuffer) return IsArray(pickle, value, callee);
  return callee >= kRebuildTensor && callee <= kRebuildOther;
}

void TensorReader::Damaged(const char* what) const {
  ThrowDamaged("the tensor \"" + Printable(name_) + "\" " + what);
}

TensorEntry TensorReader::Read(std::uint32_t call, std::string name) {
  name_ = std::move(name);
  for (int depth = 0; depth < kDeepestTensor && IsTensor(pickle_, call); ++depth) {
    TorchGlobal function = CalleeOf(pickle_, call).global;
    const Values* arguments = &ArgumentsOf(pickle_, call);
    if (function == kRebuildFromType) {
      if (arguments->size() < 3 || !pickle_.Is((*arguments)[2], PickleKind::kTuple)) break;
      function = MeaningOf(pickle_, (*arguments)[0]).global;
      arguments = &pickle_.at((*arguments)[2]).items;
    }
    switch (function) {
      case kRebuildTensor:
        return Rebuild(*arguments, false);
      case kRebuildTensorV3:
        return Rebuild(*arguments, true);
      case kRebuildParameter:
      case kRebuildFromNumpy:
        if (arguments->empty()) Damaged("is not described");
        call = (*arguments)[0];
        break;
      case kRebuildQuantized:
        return Unread(DType::kQuantized, *arguments, 2);
      case kRebuildSparse: {
        const bool has_parts = arguments->size() > 1;
        return Unread(DType::kSparse, has_parts ? pickle_.at((*arguments)[1]).items : Values(), 2);
      }
      case kRebuildMeta:
        return Unread(DType::kMeta, *arguments, 1);
      case kRebuildSubclass:
        return Unread(DType::kOther, *arguments, 2);
      case kNumpyArray: {
        const Values& state = *ArrayState(pickle_, call);
        return Array(state[4], state[2], state[1], pickle_.at(state[3]).number != 0);
      }
      case kNumpyBuffer: {
        const Values& parts = *arguments;
        return Array(parts[0], parts[1], parts[2], pickle_.Text(parts[3]) == "F");
      }
      case kRebuildOther:
        return Unread(DType::kOther, {}, 0);
      default:
        Damaged("is not described");
    }
  }
  Damaged("is not described");
}

TensorEntry TensorReader::Unread(DType type, const Values& arguments, std::size_t shape) {
  TensorEntry entry{.name = name_, .dtype = type};
  if (shape < arguments.size()) entry.shape = Counts(arguments[shape]);
  return entry;
}

// (storage, offset, shape, strides, requires_grad, hooks, type, ...), the last three not in all
// files
TensorEntry TensorReader::Rebuild(const Values& arguments, bool has_type) {
  if (arguments.size() < (has_type ? 7 : 4)) Damaged("is not described");
  const PlacedStorage& storage = Storage(arguments[0]);
  const TorchMeaning meaning = has_type ? MeaningOf(pickle_, arguments[6]) : storage.storage.type;
  if (meaning.global != kType) Damaged("has no type");
  const DType type = meaning.dtype;
  if (SizeOf(type) == 0) return Unread(type, arguments, 2);
  TensorEntry entry{
      .name = name_, .dtype = type, .shape = Counts(arguments[2]), .strides = Counts(arguments[3])};
  const std::optional<std::uint64_t> offset = Count(pickle_, arguments[1]);
  if (!offset || entry.shape.size() != entry.strides.size()) Damaged("is not described");
  Place(entry, storage, *offset);
  return entry;
}

TensorEntry TensorReader::Array(Value bytes, Value dtype, Value shape, bool first_index_fastest) {
  TensorEntry entry{.name = name_, .dtype = *NumpyType(pickle_, dtype), .shape = Counts(shape)};
  if (entry.dtype == DType::kOther) return entry;
  const StorageBytes place = Locate(bytes);
  std::uint64_t size = SizeOf(entry.dtype);
  bool fits = true;
  entry.strides.resize(entry.shape.size());
  for (std::size_t i = 0; i < entry.shape.size(); ++i) {
    const std::size_t d = first_index_fastest ? i : entry.shape.size() - 1 - i;
    entry.strides[d] = size / SizeOf(entry.dtype);
    fits = fits && !__builtin_mul_overflow(size, entry.shape[d], &size);
  }
  if (!fits || size != place.end - place.begin) Damaged("is of another size than its bytes");
  if (!first_index_fastest || entry.shape.size() < 2 || size == 0) entry.strides.clear();
  entry.begin = place.begin;
  entry.end = place.end;
  return entry;
}

// The location of bytes that a pickle contains itself.
StorageBytes TensorReader::Locate(Value bytes) {
  const bool encoded = CalleeOf(pickle_, bytes).global == kEncode;
  if (encoded) {
    const Values& arguments = ArgumentsOf(pickle_, bytes);
    if (arguments.empty()) Damaged("is not described");
    bytes = arguments[0];
  } else if (CalleeOf(pickle_, bytes).global == kHarmless) {  // bytearray(b"...")
    const Values& arguments = ArgumentsOf(pickle_, bytes);
    if (!arguments.empty()) bytes = arguments[0];
  }
  const PickleValue& text = pickle_.at(bytes);
  if (text.kind != PickleKind::kText) Damaged("is not described");
  const StorageBytes place{.begin = static_cast<std::uint64_t>(text.number),
                           .end = static_cast<std::uint64_t>(text.number) + text.length};
  const bool escaped = text.form == PickleForm::kEscaped;
  if (!encoded && !escaped) return place;
  const auto known = decoded_.find(bytes);
  if (known != decoded_.end()) return known->second;
  const std::uint64_t begin = file_.size();
  if (!AppendDecoded(file_, place.begin, place.end,
                     escaped ? TextForm::kEscaped : TextForm::kUtf8)) {
    Damaged("has bytes that are none");
  }
  return decoded_[bytes] = {.begin = begin, .end = file_.size()};
}

const PlacedStorage& TensorReader::Storage(Value value) {
  const auto known = placed_.find(value);
  if (known != placed_.end()) return known->second;
  PlacedStorage placed;
  if (CalleeOf(pickle_, value).global == kLoadStorage) {
    // pickle.dump of a tensor: the storage is in the format of torch.save, as bytes.
    const Values& arguments = ArgumentsOf(pickle_, value);
    if (arguments.size() != 1) Damaged("is not described");
    const StorageBytes file = Locate(arguments[0]);
    placed = ReadSavedStorage(file_, file.begin, file.end);
  } else {
    if (!IsTorchStorage(pickle_, value)) Damaged("is not described");
    placed.storage = ReadTorchStorage(pickle_, value);
    const auto found = storages_.find(placed.storage.key);
    if (found == storages_.end()) Damaged("lies in a storage that is missing");
    placed.bytes = found->second;
  }
  return placed_[value] = std::move(placed);
}

// Sets begin and end; empties the strides of a contiguous tensor.
void TensorReader::Place(TensorEntry& entry, const PlacedStorage& placed,
                         std::uint64_t offset) const {
  const auto& [storage, bytes] = placed;
  const std::uint64_t available = bytes.end - bytes.begin;
  const std::uint64_t unit = storage.type.bytes;
  if (available % unit != 0 || available / unit != storage.elements) {
    Damaged("lies in a storage of another size than the file says");
  }
  // In bytes, and in elements of the tensor's type, which may be larger than an untyped byte.
  const std::uint64_t element = SizeOf(entry.dtype);
  const std::uint64_t begin = bytes.begin + storage.view_begin * unit;
  const std::uint64_t elements = storage.view_elements * unit / element;

  const bool empty = std::ranges::find(entry.shape, 0u) != entry.shape.end();
  std::uint64_t product = 1;
  std::uint64_t last = 0;  // the furthest element, relative to the tensor's first
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
    // An expanded tensor repeats its elements, and may claim more of them than fit any memory.
    entry.dtype = DType::kOther;
    entry.strides.clear();
    return;
  }
  if (contiguous) entry.strides.clear();
  entry.begin = begin + offset * element;
  entry.end = empty ? entry.begin : entry.begin + (last + 1) * element;
}

// A tuple, or torch.Size of one.
std::vector<std::uint64_t> TensorReader::Counts(Value value) const {
  if (pickle_.Is(value, PickleKind::kCall)) {
    const Values& arguments = ArgumentsOf(pickle_, value);
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

}  // namespace residua
