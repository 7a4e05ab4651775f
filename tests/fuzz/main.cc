// libFuzzer's way in: llvm.org/docs/LibFuzzer.html.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using residua::testing::FuzzTarget;
  static const FuzzTarget& target =
      *std::ranges::find(residua::testing::FuzzTargets(), RESIDUA_FUZZ_TARGET, &FuzzTarget::name);
  // -1: of no use as a seed.
  return target.run({data, size}) ? 0 : -1;
}
