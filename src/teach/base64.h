// Float arrays as text in a model's card.

#pragma once

#include <span>
#include <string>

namespace residua::teach {

// float32 numbers, little-endian, in base64 (RFC 4648).
std::string Base64(std::span<const float> numbers);

}  // namespace residua::teach
