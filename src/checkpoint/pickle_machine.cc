// The stack machine that a pickle is a program for.

#include <algorithm>

#include "checkpoint/pickle.h"
#include "checkpoint/pickle_input.h"
#include "checkpoint/pickle_opcodes.h"
#include "checkpoint/pytorch_error.h"

namespace residua {
namespace {

// A training checkpoint of resnet152 with its optimizer has some 100,000 values, and refers to them
// twice as often; its losses may be many more.
constexpr std::size_t kMostValues = std::size_t{1} << 20;
constexpr std::size_t kMostReferences = kMostValues * 4;

struct NamedOpcode {
  unsigned char opcode;
  const char* name;
};

// These refer to something outside the file.
constexpr NamedOpcode kRefused[] = {{0x82, "EXT1"},
                                    {0x83, "EXT2"},
                                    {0x84, "EXT4"},
                                    {0x97, "NEXT_BUFFER"},
                                    {0x98, "READONLY_BUFFER"}};

[[noreturn]] void ThrowOpcode(unsigned char opcode) {
  const auto* const known = std::ranges::find(kRefused, opcode, &NamedOpcode::opcode);
  if (known == std::end(kRefused)) {
    ThrowDamaged("its pickle has an instruction that does not exist");
  }
  ThrowUnsupported(std::string("The file's pickle uses the instruction ") + known->name +
                   ", which refers to something outside the file. Save it again in Python: "
                   "torch.save(model.state_dict(), \"model.pth\").");
}

}  // namespace

class PickleMachine {
 public:
  PickleMachine(Pickle& pickle, std::uint64_t begin, std::uint64_t end, Pickle::Resolve resolve)
      : pickle_(pickle),
        values_(pickle.values_),
        input_(pickle.file_, begin, end),
        resolve_(resolve) {
    values_.emplace_back();  // 0 is None
  }

  void Run() {
    for (;;) {
      const auto opcode = static_cast<unsigned char>(input_.Number(1));
      if (opcode == kStop) break;
      Step(opcode);
    }
    pickle_.root_ = Pop();
    pickle_.end_ = input_.position();
  }

 private:
  using Value = std::uint32_t;

  void Step(unsigned char opcode);

  [[noreturn]] static void ThrowTooMany() {
    ThrowUnsupported("The file's pickle has over " + std::to_string(kMostValues) +
                     " values, more than a ResNet's could need.");
  }

  // The stack.
  void Push(Value value) {
    if (++references_ == kMostReferences) ThrowTooMany();
    stack_.push_back(value);
  }

  void Push(PickleValue value) {
    if (values_.size() == kMostValues) ThrowTooMany();
    values_.push_back(std::move(value));
    Push(static_cast<Value>(values_.size() - 1));
  }

  void Push(PickleKind kind, std::int64_t number = 0) { Push({.kind = kind, .number = number}); }

  void PushText(std::uint64_t length) { Push(input_.Text(length)); }

  std::size_t Bottom() const { return marks_.empty() ? 0 : marks_.back(); }

  Value Top() const {
    if (stack_.size() <= Bottom()) ThrowInconsistentPickle();
    return stack_.back();
  }

  Value Pop() {
    const Value value = Top();
    stack_.pop_back();
    return value;
  }

  // Removes and returns everything above `from`, in order.
  std::vector<Value> Take(std::size_t from) {
    std::vector<Value> taken(stack_.begin() + static_cast<std::ptrdiff_t>(from), stack_.end());
    stack_.resize(from);
    return taken;
  }

  std::vector<Value> TakeLast(std::size_t count) {
    if (stack_.size() - Bottom() < count) ThrowInconsistentPickle();
    return Take(stack_.size() - count);
  }

  std::vector<Value> TakeToMark() {
    if (marks_.empty()) ThrowInconsistentPickle();
    const std::size_t mark = marks_.back();
    marks_.pop_back();
    return Take(mark);
  }

  void PushItems(PickleKind kind, std::vector<Value> items) {
    Push({.kind = kind, .items = std::move(items)});
  }

  // Appends to the container on top of the stack: a `kind`, or a call's result.
  void Add(PickleKind kind, const std::vector<Value>& items) {
    PickleValue& container = values_[Top()];
    const PickleForm form =
        kind == PickleKind::kDict ? PickleForm::kFilledDict : PickleForm::kFilledList;
    if (container.kind == PickleKind::kCall) {
      if (container.form == PickleForm::kPlain) container.form = form;
      if (container.form != form) return;  // both a list and a dictionary: the first counts
    } else if (container.kind != kind) {
      ThrowInconsistentPickle();
    }
    if (kind == PickleKind::kDict && items.size() % 2 != 0) ThrowInconsistentPickle();
    container.items.insert(container.items.end(), items.begin(), items.end());
  }

  // Whether it may be a function or a class.
  bool IsCallable(Value value) const {
    const PickleKind kind = values_[value].kind;
    return kind == PickleKind::kGlobal || kind == PickleKind::kCall ||
           kind == PickleKind::kPersistent;
  }

  void Call(std::vector<Value> items, bool made) {
    if (!IsCallable(items[0]) || values_[items[1]].kind != PickleKind::kTuple)
      ThrowInconsistentPickle();
    Push({.kind = PickleKind::kCall, .made = made, .items = std::move(items)});
  }

  // An object of a class, as protocols 0 and 1 make it.
  void MakeObject(Value type, std::vector<Value> arguments) {
    PushItems(PickleKind::kTuple, std::move(arguments));
    Call({type, Pop()}, true);
  }

  void PushGlobal(Value module, Value name) {
    // No known global has a longer name.
    constexpr std::uint32_t kLongest = 256;
    const bool is_short = values_[module].length < kLongest && values_[name].length < kLongest;
    const std::string text = is_short ? pickle_.Text(module) + "." + pickle_.Text(name) : "";
    Push({.kind = PickleKind::kGlobal, .number = resolve_(text), .items = {module, name}});
  }

  // A global whose module and name are the next two lines.
  void PushGlobalLines() {
    Push(input_.Line());
    const Value module = Pop();
    Push(input_.Line());
    PushGlobal(module, Pop());
  }

  void Remember(std::uint64_t slot) {
    if (slot > kMostValues) ThrowInconsistentPickle();
    if (slot >= memo_.size()) memo_.resize(static_cast<std::size_t>(slot) + 1, kForgotten);
    memo_[static_cast<std::size_t>(slot)] = Top();
  }

  void Recall(std::uint64_t slot) {
    if (slot >= memo_.size() || memo_[static_cast<std::size_t>(slot)] == kForgotten)
      ThrowInconsistentPickle();
    Push(memo_[static_cast<std::size_t>(slot)]);
  }

  static constexpr Value kForgotten = UINT32_MAX;

  Pickle& pickle_;
  std::vector<PickleValue>& values_;
  PickleInput input_;
  Pickle::Resolve resolve_;
  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;  // heights of the stack
  std::vector<Value> memo_;
  std::size_t references_ = 0;  // pushed so far
};

void PickleMachine::Step(unsigned char opcode) {
  switch (opcode) {
    case kProto:
      if (input_.Number(1) > 5) ThrowInconsistentPickle();
      return;
    case kFrame:
      input_.Number(8);  // a hint for buffered reading
      return;
    case kMark:
      if (marks_.size() == kMostValues) ThrowTooMany();
      marks_.push_back(stack_.size());
      return;

    case kPop:
      if (stack_.size() > Bottom()) {
        stack_.pop_back();
      } else {
        TakeToMark();
      }
      return;
    case kPopMark:
      TakeToMark();
      return;
    case kDup:
      return Push(Top());

    case kNone:
      return Push(Value{0});
    case kNewTrue:
    case kNewFalse:
      return Push(PickleKind::kBool, opcode == kNewTrue);
    case kBinInt:
      return Push(PickleKind::kInteger, input_.Signed(4));
    case kBinInt1:
      return Push(PickleKind::kInteger, static_cast<std::int64_t>(input_.Number(1)));
    case kBinInt2:
      return Push(PickleKind::kInteger, static_cast<std::int64_t>(input_.Number(2)));
    case kLong1: {
      const auto bytes = static_cast<std::size_t>(input_.Number(1));
      return bytes <= 8 ? Push(PickleKind::kInteger, input_.Signed(bytes)) : PushText(bytes);
    }
    case kLong4: {
      const std::uint64_t bytes = input_.Number(4);
      return bytes <= 8 ? Push(PickleKind::kInteger, input_.Signed(static_cast<std::size_t>(bytes)))
                        : PushText(bytes);
    }
    case kBinFloat:
      return Push(PickleKind::kReal,
                  static_cast<std::int64_t>(__builtin_bswap64(input_.Number(8))));
    case kInt:
      return Push(input_.NumberLine());
    case kLong:
      return Push(input_.NumberLine("L"));
    case kFloat:
      return Push(input_.Line());

    case kString: {
      PickleValue text = input_.Line();  // within quotes
      if (text.length < 2) ThrowInconsistentPickle();
      ++text.number;
      text.length -= 2;
      text.form = PickleForm::kEscaped;
      return Push(std::move(text));
    }
    case kUnicode: {
      PickleValue text = input_.Line();
      text.form = PickleForm::kEscaped;
      return Push(std::move(text));
    }

    case kShortBinString:
    case kShortBinBytes:
    case kShortBinUnicode:
      return PushText(input_.Number(1));
    case kBinString:
    case kBinBytes:
    case kBinUnicode:
      return PushText(input_.Number(4));
    case kBinBytes8:
    case kBinUnicode8:
    case kByteArray8:
      return PushText(input_.Number(8));

    case kEmptyTuple:
      return Push(PickleKind::kTuple);
    case kTuple1:
    case kTuple2:
    case kTuple3:
      return PushItems(PickleKind::kTuple, TakeLast(opcode - kTuple1 + std::size_t{1}));
    case kTuple:
      return PushItems(PickleKind::kTuple, TakeToMark());
    case kEmptyList:
    case kEmptySet:
      return Push(PickleKind::kList);
    case kFrozenSet:
      return PushItems(PickleKind::kList, TakeToMark());
    case kAppend:
      return Add(PickleKind::kList, TakeLast(1));
    case kAppends:
    case kAddItems:
      return Add(PickleKind::kList, TakeToMark());
    case kEmptyDict:
      return Push(PickleKind::kDict);
    case kSetItem:
      return Add(PickleKind::kDict, TakeLast(2));
    case kSetItems:
      return Add(PickleKind::kDict, TakeToMark());

    case kList:
      return PushItems(PickleKind::kList, TakeToMark());
    case kDict: {
      std::vector<Value> items = TakeToMark();
      if (items.size() % 2 != 0) ThrowInconsistentPickle();
      return PushItems(PickleKind::kDict, std::move(items));
    }

    case kGlobal:
      return PushGlobalLines();
    case kStackGlobal: {
      const std::vector<Value> names = TakeLast(2);
      return PushGlobal(names[0], names[1]);
    }
    case kReduce:
    case kNewObj:
      return Call(TakeLast(2), opcode == kNewObj);
    case kNewObjEx: {
      std::vector<Value> items = TakeLast(3);
      items.pop_back();  // arguments by name
      return Call(std::move(items), true);
    }
    case kInst: {
      PushGlobalLines();
      const Value type = Pop();
      return MakeObject(type, TakeToMark());
    }
    case kObj: {
      std::vector<Value> items = TakeToMark();
      if (items.empty()) ThrowInconsistentPickle();
      const Value type = items[0];
      items.erase(items.begin());
      return MakeObject(type, std::move(items));
    }
    case kBuild: {
      const Value state = Pop();
      PickleValue& object = values_[Top()];
      if (object.kind == PickleKind::kCall) object.length = state;
      return;
    }
    case kPersId:
      Push(input_.Line());
      return PushItems(PickleKind::kPersistent, TakeLast(1));
    case kBinPersId:
      return PushItems(PickleKind::kPersistent, TakeLast(1));

    case kBinPut:
      return Remember(input_.Number(1));
    case kLongBinPut:
      return Remember(input_.Number(4));
    case kMemoize:
      return Remember(memo_.size());
    case kPut:
      return Remember(input_.IndexLine());
    case kGet:
      return Recall(input_.IndexLine());
    case kBinGet:
      return Recall(input_.Number(1));
    case kLongBinGet:
      return Recall(input_.Number(4));

    default:
      ThrowOpcode(opcode);
  }
}

Pickle::Pickle(const FileBytes& file, std::uint64_t begin, std::uint64_t end, Resolve resolve)
    : file_(file) {
  PickleMachine(*this, begin, end, resolve).Run();
}

}  // namespace residua
