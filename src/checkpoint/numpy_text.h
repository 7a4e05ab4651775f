// Byte strings that old pickles encode as text.

#pragma once

#include <cstdint>

#include "checkpoint/file_bytes.h"

namespace residua {

enum class TextForm : std::uint8_t {
  kUtf8,     // one character up to U+00FF per byte: protocol 2 of Python 3
  kEscaped,  // escaped as in protocol 0: "\n" and "\x00" of Python 2, "\u0000" of Python 3
};

// Appends the bytes that the text from `begin` to `end` encodes to the file itself. Returns false
// if the text has another form; bytes appended by then remain.
bool AppendDecoded(FileBytes& file, std::uint64_t begin, std::uint64_t end, TextForm form);

}  // namespace residua
