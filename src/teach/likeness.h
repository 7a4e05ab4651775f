// Photos that are almost the same: taken in one burst, or one file twice.

#pragma once

#include <cstddef>
#include <vector>

#include "teach/samples.h"

namespace residua::teach {

struct Likeness {
  // Per sample the number of its group, from 0: samples of one class of which each is almost the
  // same as another of the group. A group is held out as a whole: a photo says nothing of an answer
  // whose network has seen its neighbour of the burst.
  std::vector<std::size_t> groups;
  std::size_t count = 0;  // of groups
  // Groups of several samples.
  std::vector<std::vector<std::size_t>> alike;
  // Samples that are the same photo: of one class, and of several.
  std::vector<std::vector<std::size_t>> same;
  std::vector<std::vector<std::size_t>> in_several_classes;
};

Likeness FindLikeness(const Samples& samples);

}  // namespace residua::teach
