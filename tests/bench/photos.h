// Milliseconds from the bytes of a photo to the numbers that a network takes.

#pragma once

#include <cstddef>
#include <string>

namespace residua::bench {

// Of the image file `path`, on one thread, brought to 224 x 224 as torchvision does. Prints medians
// of `rounds`, and a checksum of the numbers to compare builds by.
void MeasurePhoto(const std::string& path, std::size_t rounds);

}  // namespace residua::bench
