// Parses a pickle into inert values, without executing it. A pickle is a program for a stack
// machine that may call any Python function; here the machine only records the calls.
//
//   bytes  ->  Pickle: values that refer to each other by index

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/file_bytes.h"

namespace residua {

enum class PickleKind : std::uint8_t {
  kNone,
  kBool,        // number
  kInteger,     // number
  kReal,        // number: its bits
  kText,        // number: offset of its first byte in the file; length. Also byte strings, and
                // integers beyond 64 bits
  kTuple,       // items
  kList,        // items; also a set
  kDict,        // items: key, value, key, value, ...
  kGlobal,      // number: from the caller's resolver; items: module, name
  kCall,        // items: callee, arguments (a tuple), then what was added to the result: elements,
                // or key, value, key, value, ...; length: the state, 0 if there is none
  kPersistent,  // items: the persistent id, a reference to a value outside the pickle
};

// Distinguishes values of the same kind.
enum class PickleForm : std::uint8_t {
  kPlain,
  kEscaped,     // a kText with backslash escapes: 'S' and 'V' of protocol 0
  kFilledList,  // a kCall with elements added to the result
  kFilledDict,  // a kCall with keys and values added to the result
};

struct PickleValue {
  PickleKind kind = PickleKind::kNone;
  PickleForm form = PickleForm::kPlain;
  bool made = false;  // of a kCall: an object created with NEWOBJ, INST or OBJ
  std::uint32_t length = 0;
  std::int64_t number = 0;
  std::vector<std::uint32_t> items;  // for Pickle::at
};

class Pickle {
 public:
  // Maps a global name, such as "collections.OrderedDict", to a number of the caller's.
  using Resolve = std::int64_t (*)(std::string_view name);

  // Reads the pickle that begins at `begin`, at most up to `end`. `file` must outlive it.
  // Throws Error(kInvalidCheckpoint) if it is damaged, Error(kUnsupportedCheckpoint), with the
  // opcode's name, for an instruction that no saved object needs, and what `resolve` throws. Memory
  // grows with the pickle's length, up to some 200 MB.
  Pickle(const FileBytes& file, std::uint64_t begin, std::uint64_t end, Resolve resolve);

  // The offset one past the pickle's last byte.
  std::uint64_t end() const { return end_; }

  // The index of the unpickled object.
  std::uint32_t root() const { return root_; }

  // Values refer to each other by index; a value may contain itself. 0 is None.
  const PickleValue& at(std::uint32_t value) const { return values_[value]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(values_.size()); }

  bool Is(std::uint32_t value, PickleKind kind) const { return at(value).kind == kind; }
  bool IsSequence(std::uint32_t value) const {
    return Is(value, PickleKind::kTuple) || Is(value, PickleKind::kList);
  }

  // The bytes of a kText. Throws Error(kInvalidCheckpoint) if it is longer than any name, or
  // another kind of value.
  std::string Text(std::uint32_t value) const;

  // "module.name" of a kGlobal. Throws as Text does.
  std::string GlobalName(std::uint32_t value) const;

  // The entries of a dictionary, or of a call's result that entries were added to.
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  std::vector<Pair> Pairs(std::uint32_t value) const;

 private:
  friend class PickleMachine;

  const FileBytes& file_;
  std::vector<PickleValue> values_;
  std::uint32_t root_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace residua
