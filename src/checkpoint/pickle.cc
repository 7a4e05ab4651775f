// Python's Lib/pickletools.py documents the instructions, of protocols 0 to 5.

#include "checkpoint/pickle.h"

#include <algorithm>
#include <charconv>

#include "checkpoint/pytorch_error.h"

namespace residua {
namespace {

// A training checkpoint of resnet152 with its optimizer has some 100,000 values, and refers to them
// twice as often; its losses may be many more.
constexpr std::size_t kMostValues = std::size_t{1} << 20;
constexpr std::size_t kMostReferences = kMostValues * 4;
constexpr std::uint64_t kLongestText = 4096;

enum Opcode : unsigned char {
  kMark = '(',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  kFloat = 'F',
  kInt = 'I',
  kLong = 'L',
  kPersId = 'P',
  kString = 'S',
  kUnicode = 'V',
  kDict = 'd',
  kGet = 'g',
  kInst = 'i',
  kList = 'l',
  kObj = 'o',
  kPut = 'p',
  kStop = '.',
  kBinFloat = 'G',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNone = 'N',
  kBinPersId = 'Q',
  kReduce = 'R',
  kBinString = 'T',
  kShortBinString = 'U',
  kBinUnicode = 'X',
  kEmptyList = ']',
  kAppend = 'a',
  kBuild = 'b',
  kGlobal = 'c',
  kAppends = 'e',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyDict = '}',
  kEmptyTuple = ')',
  kBinBytes = 'B',
  kShortBinBytes = 'C',
  kProto = 0x80,
  kNewObj = 0x81,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kLong1 = 0x8A,
  kLong4 = 0x8B,
  kShortBinUnicode = 0x8C,
  kBinUnicode8 = 0x8D,
  kBinBytes8 = 0x8E,
  kEmptySet = 0x8F,
  kAddItems = 0x90,
  kFrozenSet = 0x91,
  kNewObjEx = 0x92,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
  kByteArray8 = 0x96,
};

struct NamedOpcode {
  unsigned char opcode;
  const char* name;
};

// Known, but what they mean lies outside the file.
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
      : pickle_(pickle), values_(pickle.values_), at_(begin), end_(end), resolve_(resolve) {
    values_.emplace_back();  // 0 is None
  }

  void Run() {
    for (;;) {
      const auto opcode = static_cast<unsigned char>(Number(1));
      if (opcode == kStop) break;
      Step(opcode);
    }
    pickle_.root_ = Pop();
    pickle_.end_ = at_;
  }

 private:
  using Value = std::uint32_t;

  void Step(unsigned char opcode);

  [[noreturn]] static void ThrowStack() { ThrowDamaged("its pickle makes no sense"); }

  // The file, in order.
  std::uint64_t Skip(std::uint64_t bytes) {
    if (bytes > end_ - at_) ThrowDamaged("its pickle ends early");
    at_ += bytes;
    return at_ - bytes;
  }

  std::uint64_t Number(std::size_t bytes) {
    const std::uint64_t from = Skip(bytes);
    if (bytes > run_.size()) run_ = pickle_.file_.Run(from);
    if (bytes > run_.size()) {  // at a seam of the file's pieces
      run_ = {};
      return pickle_.file_.Number(from, bytes);
    }
    std::uint64_t number = 0;
    for (std::size_t i = bytes; i-- > 0;) number = number << 8 | std::to_integer<unsigned>(run_[i]);
    run_ = run_.subspan(bytes);
    return number;
  }

  // An integer in two's complement.
  std::int64_t Signed(std::size_t bytes) {
    if (bytes == 0) return 0;
    const unsigned unused = 64 - 8 * static_cast<unsigned>(bytes);
    return static_cast<std::int64_t>(Number(bytes) << unused) >> unused;
  }

  // The text up to the end of the line.
  PickleValue Line() {
    const std::uint64_t begin = at_;
    while (Number(1) != '\n') {
    }
    return TextOf(begin, at_ - 1 - begin);
  }

  PickleValue TextOf(std::uint64_t begin, std::uint64_t length) {
    if (length > UINT32_MAX) ThrowDamaged("its pickle has a text of gigabytes");
    return {.kind = PickleKind::kText,
            .length = static_cast<std::uint32_t>(length),
            .number = static_cast<std::int64_t>(begin)};
  }

  // The number that the line is, `suffix` of it left out; another text where it is none.
  PickleValue NumberLine(std::string_view suffix = "") {
    PickleValue line = Line();
    if (line.length > kLongestText) ThrowStack();
    const std::string text = pickle_.TextOf(line);
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [parsed, problem] = std::from_chars(text.data(), end, number);
    if (problem == std::errc::result_out_of_range) return line;
    if (problem != std::errc() || std::string_view(parsed, end) != suffix) ThrowStack();
    const bool is_bool = text == "00" || text == "01";
    return {.kind = is_bool ? PickleKind::kBool : PickleKind::kInteger, .number = number};
  }

  std::uint64_t SlotLine() {
    const PickleValue line = NumberLine();
    if (line.kind == PickleKind::kText) ThrowStack();
    return static_cast<std::uint64_t>(line.number);
  }

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

  void PushText(std::uint64_t length) {
    const std::uint64_t begin = Skip(length);
    run_ = {};
    Push(TextOf(begin, length));
  }

  std::size_t Bottom() const { return marks_.empty() ? 0 : marks_.back(); }

  Value Top() const {
    if (stack_.size() <= Bottom()) ThrowStack();
    return stack_.back();
  }

  Value Pop() {
    const Value value = Top();
    stack_.pop_back();
    return value;
  }

  // Everything above `from`, in order.
  std::vector<Value> Take(std::size_t from) {
    std::vector<Value> taken(stack_.begin() + static_cast<std::ptrdiff_t>(from), stack_.end());
    stack_.resize(from);
    return taken;
  }

  std::vector<Value> TakeLast(std::size_t count) {
    if (stack_.size() - Bottom() < count) ThrowStack();
    return Take(stack_.size() - count);
  }

  std::vector<Value> TakeToMark() {
    if (marks_.empty()) ThrowStack();
    const std::size_t mark = marks_.back();
    marks_.pop_back();
    return Take(mark);
  }

  void PushItems(PickleKind kind, std::vector<Value> items) {
    Push({.kind = kind, .items = std::move(items)});
  }

  // Into the container on top: a `kind`, or a call's result.
  void Add(PickleKind kind, const std::vector<Value>& items) {
    PickleValue& container = values_[Top()];
    const PickleForm form =
        kind == PickleKind::kDict ? PickleForm::kFilledDict : PickleForm::kFilledList;
    if (container.kind == PickleKind::kCall) {
      if (container.form == PickleForm::kPlain) container.form = form;
      if (container.form != form) return;  // both a list and a dictionary: the first counts
    } else if (container.kind != kind) {
      ThrowStack();
    }
    if (kind == PickleKind::kDict && items.size() % 2 != 0) ThrowStack();
    container.items.insert(container.items.end(), items.begin(), items.end());
  }

  // Whether it could be a function, or a class.
  bool IsCallable(Value value) const {
    const PickleKind kind = values_[value].kind;
    return kind == PickleKind::kGlobal || kind == PickleKind::kCall ||
           kind == PickleKind::kPersistent;
  }

  void Call(std::vector<Value> items, bool made) {
    if (!IsCallable(items[0]) || values_[items[1]].kind != PickleKind::kTuple) ThrowStack();
    Push({.kind = PickleKind::kCall, .made = made, .items = std::move(items)});
  }

  // An object of a class, as protocol 0 and 1 make it: what lies above `from` are the arguments.
  void MakeObject(Value type, std::vector<Value> arguments) {
    PushItems(PickleKind::kTuple, std::move(arguments));
    Call({type, Pop()}, true);
  }

  void PushGlobal(Value module, Value name) {
    // A longer one is nothing that is known.
    constexpr std::uint32_t kLongest = 256;
    const bool is_short = values_[module].length < kLongest && values_[name].length < kLongest;
    const std::string text = is_short ? pickle_.Text(module) + "." + pickle_.Text(name) : "";
    Push({.kind = PickleKind::kGlobal, .number = resolve_(text), .items = {module, name}});
  }

  // A global whose module and name are the next two lines.
  void PushGlobalLines() {
    Push(Line());
    const Value module = Pop();
    Push(Line());
    PushGlobal(module, Pop());
  }

  void Remember(std::uint64_t slot) {
    if (slot > kMostValues) ThrowStack();
    if (slot >= memo_.size()) memo_.resize(static_cast<std::size_t>(slot) + 1, kForgotten);
    memo_[static_cast<std::size_t>(slot)] = Top();
  }

  void Recall(std::uint64_t slot) {
    if (slot >= memo_.size() || memo_[static_cast<std::size_t>(slot)] == kForgotten) ThrowStack();
    Push(memo_[static_cast<std::size_t>(slot)]);
  }

  static constexpr Value kForgotten = UINT32_MAX;

  Pickle& pickle_;
  std::vector<PickleValue>& values_;
  std::uint64_t at_;
  std::uint64_t end_;
  Pickle::Resolve resolve_;
  std::span<const std::byte> run_;  // bytes from at_ on, or none
  std::vector<Value> stack_;
  std::vector<std::size_t> marks_;  // heights of the stack
  std::vector<Value> memo_;
  std::size_t references_ = 0;  // ever pushed
};

void PickleMachine::Step(unsigned char opcode) {
  switch (opcode) {
    case kProto:
      if (Number(1) > 5) ThrowStack();
      return;
    case kFrame:
      Number(8);  // of use to those who read from a slow file
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
      return Push(PickleKind::kInteger, Signed(4));
    case kBinInt1:
      return Push(PickleKind::kInteger, static_cast<std::int64_t>(Number(1)));
    case kBinInt2:
      return Push(PickleKind::kInteger, static_cast<std::int64_t>(Number(2)));
    case kLong1: {
      const auto bytes = static_cast<std::size_t>(Number(1));
      return bytes <= 8 ? Push(PickleKind::kInteger, Signed(bytes)) : PushText(bytes);
    }
    case kLong4: {
      const std::uint64_t bytes = Number(4);
      return bytes <= 8 ? Push(PickleKind::kInteger, Signed(static_cast<std::size_t>(bytes)))
                        : PushText(bytes);
    }
    case kBinFloat:
      return Push(PickleKind::kReal, static_cast<std::int64_t>(__builtin_bswap64(Number(8))));
    case kInt:
      return Push(NumberLine());
    case kLong:
      return Push(NumberLine("L"));
    case kFloat:
      return Push(Line());

    case kString: {
      PickleValue text = Line();  // within quotes
      if (text.length < 2) ThrowStack();
      ++text.number;
      text.length -= 2;
      text.form = PickleForm::kEscaped;
      return Push(std::move(text));
    }
    case kUnicode: {
      PickleValue text = Line();
      text.form = PickleForm::kEscaped;
      return Push(std::move(text));
    }

    case kShortBinString:
    case kShortBinBytes:
    case kShortBinUnicode:
      return PushText(Number(1));
    case kBinString:
    case kBinBytes:
    case kBinUnicode:
      return PushText(Number(4));
    case kBinBytes8:
    case kBinUnicode8:
    case kByteArray8:
      return PushText(Number(8));

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
      if (items.size() % 2 != 0) ThrowStack();
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
      if (items.empty()) ThrowStack();
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
      Push(Line());
      return PushItems(PickleKind::kPersistent, TakeLast(1));
    case kBinPersId:
      return PushItems(PickleKind::kPersistent, TakeLast(1));

    case kBinPut:
      return Remember(Number(1));
    case kLongBinPut:
      return Remember(Number(4));
    case kMemoize:
      return Remember(memo_.size());
    case kPut:
      return Remember(SlotLine());
    case kGet:
      return Recall(SlotLine());
    case kBinGet:
      return Recall(Number(1));
    case kLongBinGet:
      return Recall(Number(4));

    default:
      ThrowOpcode(opcode);
  }
}

Pickle::Pickle(const FileBytes& file, std::uint64_t begin, std::uint64_t end, Resolve resolve)
    : file_(file) {
  PickleMachine(*this, begin, end, resolve).Run();
}

std::string Pickle::TextOf(const PickleValue& text) const {
  if (text.kind != PickleKind::kText || text.length > kLongestText) {
    ThrowDamaged("its pickle has something else where a name belongs");
  }
  std::string read(text.length, '\0');
  file_.Read(static_cast<std::uint64_t>(text.number), std::as_writable_bytes(std::span(read)));
  return read;
}

std::string Pickle::Text(std::uint32_t value) const { return TextOf(at(value)); }

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
