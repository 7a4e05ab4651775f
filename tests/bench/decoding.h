// Milliseconds to make float32 of a checkpoint's bytes, for each form that weights come in.

#pragma once

#include <cstddef>

namespace residua::bench {

// Of ResNet-18 with 1000 classes, on one thread; what reading a file and packing layers take comes
// on top. Prints medians of `rounds`.
void MeasureDecoding(std::size_t rounds);

}  // namespace residua::bench
