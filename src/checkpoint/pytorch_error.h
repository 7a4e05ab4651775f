// Errors for PyTorch files.

#pragma once

#include <string>
#include <string_view>

namespace residua {

// Throws Error(kInvalidCheckpoint, "The PyTorch file is damaged: " + what + ".").
[[noreturn]] void ThrowDamaged(const std::string& what);

// Throws Error(kUnsupportedCheckpoint, message).
[[noreturn]] void ThrowUnsupported(const std::string& message);

// Throws ThrowUnsupported for a file written on a big-endian machine.
[[noreturn]] void ThrowBigEndian();

// A name from the file for use in a message: unprintable characters are replaced, long names are
// shortened in the middle.
std::string Printable(std::string_view name);

}  // namespace residua
