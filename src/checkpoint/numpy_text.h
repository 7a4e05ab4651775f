// Bytes that old pickles write as text.

#pragma once

#include <cstdint>

#include "checkpoint/file_bytes.h"

namespace residua {

enum class TextForm : std::uint8_t {
  kUtf8,     // a character up to U+00FF for each byte: protocol 2 of Python 3
  kEscaped,  // as protocol 0 has it: "\n" and "\x00" of Python 2, "\u0000" of Python 3
};

// Appends the bytes that the text from `begin` to `end` stands for to the file itself. False if the
// text is in no such form; what was appended then stays.
bool AppendDecoded(FileBytes& file, std::uint64_t begin, std::uint64_t end, TextForm form);

}  // namespace residua
