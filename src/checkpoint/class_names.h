// The names of a network's classes, as training programs keep them beside it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/pickle.h"

namespace residua {

// The names in the order of the outputs, if the key is one for such names ("classes",
// "class_to_idx", "id2label", ...) and the value a list or a dictionary of them; else none.
std::vector<std::string> ReadClassNames(const Pickle& pickle, std::string_view key,
                                        std::uint32_t value);

}  // namespace residua
