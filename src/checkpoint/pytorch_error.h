// The ways in which a PyTorch file is refused.

#pragma once

#include <string>
#include <string_view>

namespace residua {

// Throws Error(kInvalidCheckpoint, "The PyTorch file is damaged: " + what + ".").
[[noreturn]] void ThrowDamaged(const std::string& what);

// Throws Error(kUnsupportedCheckpoint, message).
[[noreturn]] void ThrowUnsupported(const std::string& message);

// Throws ThrowUnsupported for a file that a big-endian machine wrote.
[[noreturn]] void ThrowBigEndian();

// A name from the file as it may stand in a message: unprintable characters replaced, the middle of
// a long one left out.
std::string Printable(std::string_view name);

}  // namespace residua
