// What a pickle describes, without doing it. A pickle is a program for a stack machine that may ask
// for any Python function to be called; here the machine only writes down what was asked for, as
// inert values.
//
//   bytes  ->  Pickle: values that refer to each other by number

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
  kText,        // unread: number, its first byte in the file, and length; bytes and integers
                // beyond 64 bits too
  kTuple,       // items
  kList,        // items; sets too
  kDict,        // items: key, value, key, value, ...
  kGlobal,      // number, as the caller's resolver has it; items: its module and its name
  kCall,        // items: what is called, its arguments (a tuple), then what was put into the
                // result: elements, or key, value, key, value, ...; length: its state, if not 0
  kPersistent,  // items: what the file says in place of a value that lies outside the pickle
};

// How a value came about, where its kind leaves that open.
enum class PickleForm : std::uint8_t {
  kPlain,
  kEscaped,     // a kText in which a backslash means something: 'S' and 'V' of protocol 0
  kFilledList,  // a kCall whose result was given elements
  kFilledDict,  // or keys and values
};

struct PickleValue {
  PickleKind kind = PickleKind::kNone;
  PickleForm form = PickleForm::kPlain;
  bool made = false;  // of a kCall: an object of a class, made without calling any function
  std::uint32_t length = 0;
  std::int64_t number = 0;
  std::vector<std::uint32_t> items;  // for Pickle::at
};

class Pickle {
 public:
  // Gives a number for a global name, such as "collections.OrderedDict".
  using Resolve = std::int64_t (*)(std::string_view name);

  // Reads the pickle that begins at `begin`, and no further than `end`. `file` must outlive it.
  // Throws Error(kInvalidCheckpoint) if it is damaged, Error(kUnsupportedCheckpoint) for an
  // instruction that no saved object needs, by name, and what `resolve` throws. Takes memory in
  // proportion to the bytes that are there, at most some 200 MB.
  Pickle(const FileBytes& file, std::uint64_t begin, std::uint64_t end, Resolve resolve);

  // One past its last byte.
  std::uint64_t end() const { return end_; }

  // What it describes as a whole.
  std::uint32_t root() const { return root_; }

  // Every value refers to values by such numbers; a value may contain itself. 0 is None.
  const PickleValue& at(std::uint32_t value) const { return values_[value]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(values_.size()); }

  bool Is(std::uint32_t value, PickleKind kind) const { return at(value).kind == kind; }
  bool IsSequence(std::uint32_t value) const {
    return Is(value, PickleKind::kTuple) || Is(value, PickleKind::kList);
  }

  // The text of a kText as it stands in the file. Throws Error(kInvalidCheckpoint) if it is longer
  // than any name, or something else.
  std::string Text(std::uint32_t value) const;

  // "module.name" of a kGlobal. Throws as Text does.
  std::string GlobalName(std::uint32_t value) const;

  // What a dictionary holds, a call's result that was filled like one included.
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  std::vector<Pair> Pairs(std::uint32_t value) const;

 private:
  friend class PickleMachine;

  std::string TextOf(const PickleValue& text) const;

  const FileBytes& file_;
  std::vector<PickleValue> values_;
  std::uint32_t root_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace residua
