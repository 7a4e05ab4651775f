// What is fed with random bytes: by libFuzzer for hours (main.cc), and by the unit tests with the
// files of seeds/NAME, each of which was made by hand or once broke something.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace residua::testing {

struct FuzzTarget {
  std::string_view name;
  // Returns whether the bytes were of the target's kind, sound or not. Anything but that or an
  // Error that is not our own fault is a finding: it ends the program.
  bool (*run)(std::span<const std::uint8_t> bytes);
};

std::span<const FuzzTarget> FuzzTargets();

}  // namespace residua::testing
