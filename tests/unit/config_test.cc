#include "model/config.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

namespace residua {
namespace {

ResNetConfig Named(const std::string& name) {
  for (const Variant& variant : Variants()) {
    if (variant.name == name) return MakeConfig(variant, 1000);
  }
  FAIL("there is no variant " << name);
  return {};
}

}  // namespace

TEST_CASE("ResNet-50 has the sizes of He et al., table 1", "[model]") {
  const ResNetConfig config = Named("resnet50");
  CHECK(config.stem.channels == std::vector<std::size_t>{64});
  REQUIRE(config.stages.size() == 4);
  CHECK(config.stages[0] == StageConfig{3, 64, 256, 1, 1});
  CHECK(config.stages[1] == StageConfig{4, 128, 512, 1, 2});
  CHECK(config.stages[2] == StageConfig{6, 256, 1024, 1, 2});
  CHECK(config.stages[3] == StageConfig{3, 512, 2048, 1, 2});
}

TEST_CASE("ResNeXt-50 32x4d has 32 groups of 4 channels, then of 8", "[model]") {
  const ResNetConfig config = Named("resnext50_32x4d");
  CHECK(config.stages[0] == StageConfig{3, 128, 256, 32, 1});
  CHECK(config.stages[1] == StageConfig{4, 256, 512, 32, 2});
}

TEST_CASE("A basic block leaves its channels as they are", "[model]") {
  CHECK(Named("resnet18").stages[3] == StageConfig{2, 512, 512, 1, 2});
}

TEST_CASE("Every variant is found again by its shapes, and by nothing else's", "[model]") {
  std::set<std::string> names;
  for (const Variant& variant : Variants()) {
    INFO(variant.name);
    CHECK(names.insert(variant.name).second);
    const Variant* found = FindVariant(MakeConfig(variant, 7));
    REQUIRE(found != nullptr);
    CHECK(found->name == std::string(variant.name));
  }
  ResNetConfig narrow = Named("resnet18");
  narrow.stages[0].width = 63;
  CHECK(FindVariant(narrow) == nullptr);
}

}  // namespace residua
