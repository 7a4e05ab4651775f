#include "engine/kernel_choice.h"

#include <catch2/catch_test_macros.hpp>

namespace residua::engine {

TEST_CASE("Choices of kernels have the names that the module takes", "[engine]") {
  CHECK(KernelChoiceNamed("auto") == KernelChoice::kAuto);
  CHECK(KernelChoiceNamed("direct") == KernelChoice::kDirect);
  CHECK(KernelChoiceNamed("lean") == KernelChoice::kLean);
  CHECK_FALSE(KernelChoiceNamed("Auto"));
  CHECK_FALSE(KernelChoiceNamed(""));
}

}  // namespace residua::engine
