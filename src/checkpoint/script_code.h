// The settings of TorchScript's modules, which its archive contains only in the modules' code:
//
//   stride : Final[int] = 2
//   input = torch._convolution(x, weight, None, [2, 2], [3, 3], [1, 1], False, [0, 0], 1, ...)

#pragma once

#include <string_view>

#include "checkpoint/fact.h"

namespace residua {

// The constants and calls in a class's code: "stride", "padding", "eps", ..., under the names of
// nn.Module's attributes, and as "calls" the names of PyTorch's functions in order. `code` contains
// several classes, `name` is one of them without its module. Unreadable code is ignored.
Facts ReadScriptCode(std::string_view code, std::string_view name);

}  // namespace residua
