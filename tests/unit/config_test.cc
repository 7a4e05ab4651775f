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
  REQUIRE(config.stem.convolutions.size() == 1);
  CHECK(config.stem.convolutions[0] ==
        ConvolutionConfig{.out_channels = 64, .kernel = 7, .stride = 2, .padding = 3});
  REQUIRE(config.stages.size() == 4);
  const std::size_t counts[] = {3, 4, 6, 3};
  for (std::size_t i = 0; i < 4; ++i) {
    INFO("stage " << i + 1);
    const std::vector<BlockConfig>& blocks = config.stages[i].blocks;
    const std::size_t width = std::size_t{64} << i;
    CHECK(blocks.size() == counts[i]);
    CHECK(blocks[0].stride() == (i == 0 ? 1 : 2));
    CHECK(blocks[0].shortcut == ShortcutType::kProjection);
    CHECK(blocks[1].shortcut == ShortcutType::kIdentity);
    for (const BlockConfig& block : blocks) {
      CHECK(block.type == BlockType::kBottleneck);
      CHECK(block.convolutions[0].out_channels == width);
      CHECK(block.convolutions[1].out_channels == width);
      CHECK(block.out_channels() == 4 * width);
    }
  }
}

TEST_CASE("ResNeXt-50 32x4d has 32 groups of 4 channels, then of 8", "[model]") {
  const ResNetConfig config = Named("resnext50_32x4d");
  const ConvolutionConfig& first = config.stages[0].blocks[0].convolutions[1];
  CHECK(first.groups == 32);
  CHECK(first.out_channels == 32 * 4);
  CHECK(config.stages[1].blocks[0].convolutions[1].out_channels == 32 * 8);
}

TEST_CASE("A basic block leaves its channels as they are", "[model]") {
  const BlockConfig block = Named("resnet18").stages[3].blocks[1];
  CHECK(block.in_channels == 512);
  CHECK(block.convolutions[0].out_channels == 512);
  CHECK(block.out_channels() == 512);
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
  narrow.stages[0].blocks[0].convolutions[0].out_channels = 63;
  CHECK(FindVariant(narrow) == nullptr);
}

}  // namespace residua
