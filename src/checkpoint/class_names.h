// The class names that training programs store with a network.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/pickle.h"

namespace residua {

// The names in the order of the outputs, if the key is one for class names ("classes",
// "class_to_idx", "id2label", ...) and the value a list or dictionary of them; otherwise empty.
std::vector<std::string> ReadClassNames(const Pickle& pickle, std::string_view key,
                                        std::uint32_t value);

}  // namespace residua
