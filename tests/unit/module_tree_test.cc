#include "model/module_tree.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/network_sketch.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

const Module& At(const ModuleTree& tree, const std::string& path) {
  return *std::ranges::find(tree.modules, path, &Module::path);
}

std::vector<std::string> PathsBelow(const ModuleTree& tree, std::size_t node) {
  std::vector<std::string> paths;
  for (const std::size_t module : tree.Below(node)) paths.push_back(tree.modules[module].path);
  return paths;
}

}  // namespace

TEST_CASE("Tensors become modules, whose kind their shapes tell", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("a.conv", 8, 4, 3, true).Norm("a.bn", 8).Linear("fc", 5, 8);
  sketch.Tensor("eca.conv.weight", {1, 1, 5}).Tensor("gn.weight", {8}).Tensor("gn.bias", {8});
  const ModuleTree tree = MakeModuleTree(sketch.index(), ModuleOrder::kDefinition);
  REQUIRE(tree.modules.size() == 5);
  const Module& conv = At(tree, "a.conv");
  CHECK(conv.is_convolution(3));
  CHECK(conv.out == 8);
  CHECK(conv.in == 4);
  CHECK(At(tree, "a.bn").kind == ModuleKind::kNormalisation);
  CHECK(At(tree, "fc").kind == ModuleKind::kLinear);
  CHECK(At(tree, "eca.conv").kind == ModuleKind::kChannelConvolution);
  CHECK(At(tree, "eca.conv").width == 5);
  CHECK(At(tree, "gn").kind == ModuleKind::kGroupNormalisation);
  CHECK(tree.unknown.empty());
}

TEST_CASE("Siblings are ordered by definition, or by name with numbers by value", "[model]") {
  NetworkSketch sketch;
  sketch.Linear("block10", 2, 2).Linear("block9", 2, 2).Linear("a", 2, 2);
  CHECK(PathsBelow(MakeModuleTree(sketch.index(), ModuleOrder::kDefinition), 0) ==
        std::vector<std::string>{"block10", "block9", "a"});
  CHECK(PathsBelow(MakeModuleTree(sketch.index(), ModuleOrder::kNatural), 0) ==
        std::vector<std::string>{"a", "block9", "block10"});
}

TEST_CASE("A weight may be kept in two tensors", "[model]") {
  NetworkSketch sketch;
  sketch.Tensor("c.weight_orig", {4, 3, 3, 3}).Tensor("c.weight_mask", {4, 3, 3, 3});
  sketch.Tensor("f.weight_g", {5, 1}).Tensor("f.weight_v", {5, 8});
  sketch.Tensor("p.parametrizations.weight.original0", {5, 1});
  sketch.Tensor("p.parametrizations.weight.original1", {5, 8});
  const ModuleTree tree = MakeModuleTree(sketch.index(), ModuleOrder::kDefinition);
  CHECK(At(tree, "c").tensors.has(TensorPart::kMask));
  CHECK(At(tree, "f").tensors.has(TensorPart::kMagnitude));
  CHECK(At(tree, "p").kind == ModuleKind::kLinear);
}

TEST_CASE("What is missing or misshaped in a module is named, with the shape", "[model]") {
  NetworkSketch sketch;
  sketch.Norm("bn", 16).Conv("conv", 8, 3, 3, true).Norm("half", 4);
  sketch.Erase("bn.running_var");
  sketch.At("conv.bias").shape = {9};
  sketch.Erase("half.bias");
  const ModuleTree tree = MakeModuleTree(sketch.index(), ModuleOrder::kDefinition);
  CHECK(At(tree, "bn").kind == ModuleKind::kOther);
  CHECK_THAT(At(tree, "bn").problem, ContainsSubstring("\"bn.running_var\""));
  CHECK_THAT(At(tree, "bn").problem, ContainsSubstring("[16]"));
  CHECK_THAT(At(tree, "conv").problem, ContainsSubstring("[9], expected [8]"));
  CHECK_THAT(At(tree, "half").problem, ContainsSubstring("\"half.bias\""));
}

TEST_CASE("A tensor nested deeper than any network is not followed", "[model]") {
  std::string name;
  for (int i = 0; i < 10000; ++i) name += "a.";
  NetworkSketch sketch;
  sketch.Tensor(name + "weight", {1, 1});
  const ModuleTree tree = MakeModuleTree(sketch.index(), ModuleOrder::kDefinition);
  CHECK(tree.nodes.size() == 1);
  CHECK(tree.unknown.size() == 1);
}

}  // namespace residua::testing
