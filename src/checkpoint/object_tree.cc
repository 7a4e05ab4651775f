#include "checkpoint/object_tree.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <string_view>
#include <utility>

#include "checkpoint/class_names.h"
#include "checkpoint/pytorch_error.h"
#include "checkpoint/torch_globals.h"
#include "core/heap_sort.h"

namespace residua {
namespace {

using enum TorchGlobal;
using Value = std::uint32_t;
using Kind = FactValue::Kind;

// Deeper, longer or later values are ignored.
constexpr int kDeepest = 40;
constexpr std::uint32_t kLongestKey = 256;
constexpr std::size_t kMostFacts = 64;  // of an object
constexpr std::size_t kMostFactItems = 16;
constexpr int kDeepestFact = 3;
constexpr std::size_t kMostScalars = 4096;
constexpr std::size_t kMostLabels = 64;
constexpr std::size_t kMostOthers = 1024;  // objects that are no modules

// Each takes some 100 bytes. A large training checkpoint has a tenth of this.
constexpr std::size_t kMostSteps = std::size_t{1} << 20;

// TorchScript's prefix for the names of the original classes.
constexpr std::string_view kScript = "__torch__.";
constexpr std::string_view kMangled = "___torch_mangle_";

bool IsPrivate(std::string_view name) { return name.starts_with('_'); }

class ObjectWalk {
 public:
  ObjectWalk(const Pickle& pickle, const StorageTable& storages, FileBytes& file,
             const ScriptFacts& script_facts)
      : pickle_(pickle),
        reader_(pickle, storages, file),
        script_facts_(script_facts),
        on_the_way_(pickle.size()) {}

  TensorIndex Run() {
    index_.definition_order = true;
    Visit(pickle_.root());
    return std::move(index_);
  }

 private:
  // The attributes in which a module keeps its parts.
  struct ModuleParts {
    Value parameters = 0;
    Value buffers = 0;
    Value modules = 0;
    Value temporary = 0;  // names of buffers that a state_dict omits
  };

  void Step() {
    steps_ += 1 + path_.size() / 64;
    if (steps_ > kMostSteps) {
      ThrowUnsupported(
          "The file holds more than any network and its training need. Save the network alone in "
          "Python: torch.save(model.state_dict(), \"model.pth\").");
    }
  }

  void Visit(Value value);
  void VisitCall(Value value);
  void VisitModule(const std::string& type, Value state, const ModuleParts& parts);
  void VisitScript(const std::string& type, Value state);
  void VisitPairs(Value dict);
  void VisitPair(Value key, Value value, std::size_t place);
  void VisitNamed(std::string_view name, Value value, bool keep_scalars = true);
  void VisitItem(std::size_t number, Value value);
  void AddTensor(Value value);
  ObjectFacts NewObject(const std::string& type);
  void AddFacts(Facts& facts, Value state) const;

  std::optional<std::string> KeyText(Value key) const;
  std::optional<ModuleParts> PartsOf(Value state) const;
  std::optional<FactValue> FactOf(Value value, int depth) const;
  bool HoldsTensor(Value value, int depth) const;
  void CollectTexts(Value value, int depth, std::vector<std::string>& texts) const;
  void ForEachAttribute(Value state, const auto& visit) const;

  const Pickle& pickle_;
  TensorReader reader_;
  const ScriptFacts& script_facts_;
  TensorIndex index_;
  std::string path_;
  std::string maker_;             // the unknown code that makes the current value, if any
  std::vector<bool> on_the_way_;  // values that contain the current one
  std::size_t depth_ = 0;
  std::size_t numbered_ = 0;  // keys in the path that are not names
  std::size_t steps_ = 0;
  std::size_t others_ = 0;
  std::uint32_t order_ = 0;
};

// The attributes in a state: a dictionary, or a tuple of two, each a dictionary or None.
void ObjectWalk::ForEachAttribute(Value state, const auto& visit) const {
  const PickleValue& value = pickle_.at(state);
  const bool is_two = value.kind == PickleKind::kTuple && value.items.size() == 2;
  for (const Value dict : is_two ? value.items : std::vector<Value>{state}) {
    for (const auto& [key, item] : pickle_.Pairs(dict)) {
      if (const auto name = KeyText(key)) visit(std::string_view(*name), item);
    }
  }
}

std::optional<std::string> ObjectWalk::KeyText(Value key) const {
  const bool is_name = pickle_.Is(key, PickleKind::kText) && pickle_.at(key).length <= kLongestKey;
  return is_name ? std::optional(pickle_.Text(key)) : std::nullopt;
}

void ObjectWalk::Visit(Value value) {
  Step();
  const PickleKind kind = pickle_.at(value).kind;
  const bool is_large = kind == PickleKind::kTuple || kind == PickleKind::kList ||
                        kind == PickleKind::kDict || kind == PickleKind::kCall;
  if (!is_large) return;
  if (IsTensor(pickle_, value)) return AddTensor(value);
  if (on_the_way_[value] || depth_ == kDeepest) return;
  on_the_way_[value] = true;
  ++depth_;
  if (kind == PickleKind::kCall) {
    VisitCall(value);
  } else if (kind == PickleKind::kDict) {
    VisitPairs(value);
  } else {
    const std::vector<Value>& items = pickle_.at(value).items;
    for (std::size_t i = 0; i < items.size(); ++i) VisitItem(i, items[i]);
  }
  --depth_;
  on_the_way_[value] = false;
}

void ObjectWalk::VisitCall(Value value) {
  const PickleValue& call = pickle_.at(value);
  const TorchGlobal callee = CalleeOf(pickle_, value).global;
  const std::vector<Value>& arguments = pickle_.at(call.items[1]).items;
  const std::string type = ClassOf(pickle_, value);
  const Value state = callee == kGraphModule && !arguments.empty() ? arguments[0] : call.length;

  const bool unknown = callee == kForeign && !call.made && maker_.empty();
  if (unknown) {
    maker_ = type;
    if (HoldsTensor(call.items[1], 2)) AddTensor(value);
  }
  if (type.starts_with(kScript)) {
    VisitScript(type, state);
  } else if (const auto parts = PartsOf(state)) {
    VisitModule(type, state, *parts);
  } else {
    if (others_ < kMostOthers) {
      ObjectFacts object = NewObject(type);
      AddFacts(object.facts, state);
      if (!object.facts.empty()) {
        ++others_;
        index_.objects.push_back(std::move(object));
      }
    }
    VisitPairs(value);
    if (call.form == PickleForm::kFilledList) {
      for (std::size_t i = 2; i < call.items.size(); ++i) VisitItem(i - 2, call.items[i]);
    }
    // The arguments that an object was constructed from: for a named tuple its elements, for a
    // dictionary in protocol 0 its content.
    if (callee == kReconstructor && arguments.size() > 2) {
      Visit(arguments[2]);
    } else if (call.made) {
      for (std::size_t i = 0; i < arguments.size(); ++i) VisitItem(i, arguments[i]);
    }
    // "_metadata" has the versions of a state_dict's modules.
    ForEachAttribute(state, [&](std::string_view name, Value item) {
      if (name != "_metadata") VisitNamed(name, item);
    });
  }
  if (unknown) maker_.clear();
}

std::optional<ObjectWalk::ModuleParts> ObjectWalk::PartsOf(Value state) const {
  ModuleParts parts;
  ForEachAttribute(state, [&](std::string_view name, Value item) {
    if (name == "_parameters") parts.parameters = item;
    if (name == "_buffers") parts.buffers = item;
    if (name == "_modules") parts.modules = item;
    if (name == "_non_persistent_buffers_set") parts.temporary = item;
  });
  return parts.parameters != 0 && parts.modules != 0 ? std::optional(parts) : std::nullopt;
}

// In the order of a state_dict: a module's own tensors come before those of its sub-modules.
void ObjectWalk::VisitModule(const std::string& type, Value state, const ModuleParts& parts) {
  ObjectFacts object = NewObject(type);
  object.module = true;
  AddFacts(object.facts, state);
  index_.objects.push_back(std::move(object));
  std::vector<std::string> temporary;
  CollectTexts(parts.temporary, 2, temporary);
  for (const Value part : {parts.parameters, parts.buffers, parts.modules}) {
    for (const auto& [key, item] : pickle_.Pairs(part)) {
      const auto name = KeyText(key);
      const bool left_out =
          part == parts.buffers && name && std::ranges::find(temporary, *name) != temporary.end();
      if (name && !left_out) VisitNamed(*name, item, false);
    }
  }
  ForEachAttribute(state, [&](std::string_view name, Value item) {
    if (!IsPrivate(name)) VisitNamed(name, item, false);
  });
}

void ObjectWalk::VisitScript(const std::string& type, Value state) {
  ObjectFacts object = NewObject(type);
  object.module = true;
  if (script_facts_) object.facts = script_facts_(type);
  AddFacts(object.facts, state);
  index_.objects.push_back(std::move(object));
  ForEachAttribute(state,
                   [&](std::string_view name, Value item) { VisitNamed(name, item, false); });
}

void ObjectWalk::VisitPairs(Value dict) {
  std::size_t place = 0;
  for (const auto& [key, item] : pickle_.Pairs(dict)) VisitPair(key, item, place++);
}

// A key that is neither a name nor a number, such as a tensor, is replaced by its index.
void ObjectWalk::VisitPair(Value key, Value value, std::size_t place) {
  if (const auto name = KeyText(key)) return VisitNamed(*name, value);
  if (pickle_.Is(key, PickleKind::kInteger)) {
    place = static_cast<std::size_t>(pickle_.at(key).number);
  } else if (pickle_.Is(key, PickleKind::kGlobal)) {
    ++numbered_;
    VisitNamed(pickle_.GlobalName(key), value);
    --numbered_;
    return;
  }
  VisitItem(place, value);
}

void ObjectWalk::VisitItem(std::size_t number, Value value) {
  const PickleKind kind = pickle_.at(value).kind;
  if (kind < PickleKind::kTuple || kind == PickleKind::kGlobal)
    return;  // a simple value without a
             // name
  ++numbered_;
  VisitNamed(std::to_string(static_cast<std::int64_t>(number)), value);
  --numbered_;
}

// Simple values in a module are facts of the module.
void ObjectWalk::VisitNamed(std::string_view name, Value value, bool keep_scalars) {
  const std::size_t length = path_.size();
  if (length > 0) path_ += '.';
  path_ += name;
  if (index_.labels.size() < kMostLabels) {
    std::vector<std::string> names = ReadClassNames(pickle_, name, value);
    if (!names.empty()) index_.labels.push_back({.path = path_, .names = std::move(names)});
  }
  if (keep_scalars && numbered_ == 0 && index_.scalars.size() < kMostScalars) {
    if (auto fact = FactOf(value, kDeepestFact)) index_.scalars.emplace(path_, std::move(*fact));
  }
  Visit(value);
  path_.resize(length);
}

void ObjectWalk::AddTensor(Value value) {
  TensorEntry entry = maker_.empty()
                          ? reader_.Read(value, path_)
                          : TensorEntry{.name = path_, .dtype = DType::kOther, .maker = maker_};
  entry.order = order_++;
  index_.tensors.push_back(std::move(entry));
}

ObjectFacts ObjectWalk::NewObject(const std::string& type) {
  ObjectFacts object{.path = path_, .type = type, .order = order_++};
  if (!type.starts_with(kScript)) return object;
  // "__torch__.torch.nn.modules.conv.___torch_mangle_5.Conv2d"
  object.type.erase(0, kScript.size());
  for (std::size_t at; (at = object.type.find(kMangled)) != object.type.npos;) {
    const std::size_t end = object.type.find('.', at);
    object.type.erase(at, end == object.type.npos ? end : end + 1 - at);
  }
  return object;
}

void ObjectWalk::AddFacts(Facts& facts, Value state) const {
  ForEachAttribute(state, [&](std::string_view name, Value item) {
    if (IsPrivate(name) || facts.size() == kMostFacts) return;
    if (auto fact = FactOf(item, kDeepestFact)) facts.emplace(name, std::move(*fact));
  });
}

std::optional<FactValue> ObjectWalk::FactOf(Value value, int depth) const {
  const PickleValue& found = pickle_.at(value);
  switch (found.kind) {
    case PickleKind::kNone:
      return FactValue{};
    case PickleKind::kBool:
      return FactValue{.kind = Kind::kBool, .integer = found.number};
    case PickleKind::kInteger:
      return FactValue{.kind = Kind::kInteger, .integer = found.number};
    case PickleKind::kReal:
      return FactValue{.kind = Kind::kReal, .real = std::bit_cast<double>(found.number)};
    case PickleKind::kText:
      if (found.length > kLongestKey) return std::nullopt;
      return FactValue{.kind = Kind::kText, .text = pickle_.Text(value)};
    case PickleKind::kGlobal:
      return FactValue{.kind = Kind::kText, .text = pickle_.GlobalName(value)};
    case PickleKind::kTuple:
    case PickleKind::kList: {
      if (depth == 0 || found.items.size() > kMostFactItems) return std::nullopt;
      FactValue list{.kind = Kind::kList};
      for (const Value item : found.items) {
        auto fact = FactOf(item, depth - 1);
        if (!fact) return std::nullopt;
        list.items.push_back(std::move(*fact));
      }
      return list;
    }
    case PickleKind::kCall: {
      // An enumeration value, TorchScript's list, torch.Size: constructed from one value. A method
      // of a class or object: getattr(that, its name).
      const std::vector<Value>& arguments = pickle_.at(found.items[1]).items;
      const bool named = CalleeOf(pickle_, value).global == kGetAttribute;
      const bool simple = found.items.size() == 2 && found.length == 0 && !found.made;
      if (depth == 0 || !simple || arguments.size() != (named ? 2 : 1)) return std::nullopt;
      auto fact = FactOf(arguments[0], depth - 1);
      if (!named || !fact) return fact;
      if (const auto name = KeyText(arguments[1])) fact->text += "." + *name;
      return fact;
    }
    default:
      return std::nullopt;
  }
}

bool ObjectWalk::HoldsTensor(Value value, int depth) const {
  if (IsTensor(pickle_, value) || IsTorchStorage(pickle_, value)) return true;
  const PickleKind kind = pickle_.at(value).kind;
  if (depth == 0 || kind < PickleKind::kTuple || kind > PickleKind::kDict) return false;
  return std::ranges::any_of(pickle_.at(value).items,
                             [&](Value item) { return HoldsTensor(item, depth - 1); });
}

// For a set, which protocol 2 constructs from a list.
void ObjectWalk::CollectTexts(Value value, int depth, std::vector<std::string>& texts) const {
  for (const Value item : pickle_.at(value).items) {
    if (auto text = KeyText(item)) {
      texts.push_back(std::move(*text));
    } else if (depth > 0 && pickle_.at(item).kind != PickleKind::kGlobal) {
      CollectTexts(item, depth - 1, texts);
    }
  }
}

// Other content of files that are often mistaken for the network's.
struct KnownObject {
  std::string_view part;  // part of the class name
  const char* what;
};

constexpr KnownObject kKnownObjects[] = {
    {"TrainingArguments",
     "The file holds the settings of a training (training_args.bin), no network. "
     "Choose model.safetensors or pytorch_model.bin beside it."},
    {"distributed.checkpoint",
     "The file is the index (.metadata) of a distributed checkpoint. Join it "
     "in Python: torch.distributed.checkpoint.format_utils."
     "dcp_to_torch_save(folder, \"model.pth\")."},
    {"__torch__.",
     "The file is a TorchScript archive whose weights are frozen into its code. Save the network "
     "before torch.jit.freeze: torch.save(model.state_dict(), \"model.pth\")."},
    {"sklearn.", "The file holds a model of scikit-learn, no ResNet."},
    {"xgboost.", "The file holds a model of XGBoost, no ResNet."},
};

[[noreturn]] void ThrowNoTensors(const Pickle& pickle) {
  const std::string type = ClassOf(pickle, pickle.root());
  for (const KnownObject& known : kKnownObjects) {
    if (type.find(known.part) != type.npos) ThrowUnsupported(known.what);
  }
  std::string held = type.empty() ? "" : ", but an object of the class " + Printable(type);
  std::size_t count = 0;
  for (const auto& [key, item] : pickle.Pairs(pickle.root())) {
    if (!pickle.Is(key, PickleKind::kText) || ++count > 5) continue;
    held += (count == 1 ? ": there are \"" : ", \"") + Printable(pickle.Text(key)) + "\"";
  }
  ThrowUnsupported("The file holds no tensors" + held +
                   ". Save the network in Python: torch.save(model.state_dict(), \"model.pth\").");
}

[[noreturn]] void ThrowMaker(const std::string& maker) {
  std::string shown = Printable(maker);
  // os.system is pickled under the name of the module that implements os.
  for (const std::string_view system : {"posix.", "nt."}) {
    if (maker.starts_with(system)) shown += " (os." + Printable(maker.substr(system.size())) + ")";
  }
  ThrowUnsupported(
      "The file asks for " + shown +
      " to make its tensors, which is code and is not run. Save plain tensors in Python: "
      "torch.save(model.state_dict(), \"model.pth\").");
}

// A value that an object has both as an item and as an attribute is found twice.
void RemoveRepeated(std::vector<TensorEntry>& tensors) {
  HeapSort(tensors, [](const TensorEntry& a, const TensorEntry& b) {
    return a.name != b.name ? a.name < b.name : a.order < b.order;
  });
  const auto repeated =
      std::ranges::unique(tensors, [](const TensorEntry& a, const TensorEntry& b) {
        if (a.name != b.name) return false;
        if (a.begin != b.begin || a.shape != b.shape) {
          ThrowDamaged("it has two tensors of the name \"" + Printable(a.name) + "\"");
        }
        return true;
      });
  tensors.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::string ClassOf(const Pickle& pickle, std::uint32_t value) {
  if (!pickle.Is(value, PickleKind::kCall)) return "";
  const PickleValue& call = pickle.at(value);
  Value type = call.items[0];
  const std::vector<Value>& arguments = pickle.at(call.items[1]).items;
  if (CalleeOf(pickle, value).global == kReconstructor && !arguments.empty()) type = arguments[0];
  // A class with its source code: ("module", class, file, source).
  if (pickle.Is(type, PickleKind::kPersistent)) {
    const std::vector<Value>& parts = pickle.at(pickle.at(type).items[0]).items;
    if (parts.size() > 1) type = parts[1];
  }
  return pickle.Is(type, PickleKind::kGlobal) ? pickle.GlobalName(type) : "";
}

TensorIndex ReadObjectTree(const Pickle& pickle, const StorageTable& storages, FileBytes& file,
                           const ScriptFacts& script_facts) {
  TensorIndex index = ObjectWalk(pickle, storages, file, script_facts).Run();
  if (index.tensors.empty()) ThrowNoTensors(pickle);
  const auto made = std::ranges::find_if(
      index.tensors, [](const TensorEntry& tensor) { return tensor.maker.empty(); });
  if (made == index.tensors.end()) ThrowMaker(index.tensors[0].maker);
  RemoveRepeated(index.tensors);
  return index;
}

}  // namespace residua
