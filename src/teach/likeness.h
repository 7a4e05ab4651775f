// Finds nearly identical photos: taken in one burst, or copies of a file.

#pragma once

#include <cstddef>
#include <vector>

#include "teach/samples.h"

namespace residua::teach {

struct Likeness {
  // The group of each sample, from 0: samples of one class, each nearly identical to another of its
  // group. A group is held out as a whole, since the result for a photo is meaningless if the head
  // has seen another frame of the same burst.
  std::vector<std::size_t> groups;
  std::size_t count = 0;  // of groups
  // Groups with several samples.
  std::vector<std::vector<std::size_t>> alike;
  // Samples that are copies of one photo: within one class, and across classes.
  std::vector<std::vector<std::size_t>> same;
  std::vector<std::vector<std::size_t>> in_several_classes;
};

Likeness FindLikeness(const Samples& samples);

}  // namespace residua::teach
