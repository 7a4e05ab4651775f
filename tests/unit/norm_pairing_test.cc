#include "model/norm_pairing.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "support/network_sketch.h"

namespace residua::testing {
namespace {

// "conv>norm" for each convolution of a sketch, by name.
std::vector<std::string> Pairs(NetworkSketch& sketch, bool ordered = true) {
  const ModuleTree tree =
      MakeModuleTree(sketch.index(), ordered ? ModuleOrder::kDefinition : ModuleOrder::kNatural);
  std::vector<std::size_t> convolutions;
  std::vector<std::size_t> norms;
  for (const std::size_t module : tree.Below(0)) {
    const bool conv = tree.modules[module].kind == ModuleKind::kConvolution;
    (conv ? convolutions : norms).push_back(module);
  }
  std::vector<std::string> pairs;
  for (const NormedLayer& layer : PairNorms(tree, convolutions, norms).layers) {
    pairs.push_back(tree.modules[layer.layer].path + ">" +
                    (layer.norm == kNoTensor ? "" : tree.modules[layer.norm].path));
  }
  return pairs;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("Normalisations are found by number, whatever their order", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("conv1", 8, 8, 3).Conv("conv2", 8, 8, 3).Conv("conv3", 8, 8, 1, true);
  sketch.Norm("bn2", 8).Norm("bn1", 8);
  CHECK(Pairs(sketch) == Names{"conv1>bn1", "conv2>bn2", "conv3>"});
}

TEST_CASE("Normalisations are found in modules of their own and in Sequentials", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("a.convolution", 8, 8, 3).Norm("a.normalization", 8);
  sketch.Conv("0", 8, 8, 3).Norm("1", 8).Conv("3", 8, 8, 3).Norm("4", 8);
  CHECK(Pairs(sketch) == Names{"a.convolution>a.normalization", "0>1", "3>4"});
}

TEST_CASE("Names that share a stem belong together where the order is lost", "[model]") {
  NetworkSketch sketch(false);
  sketch.Norm("first_bn", 8).Conv("first_conv", 8, 8, 3);
  sketch.Norm("second_bn", 8).Conv("second_conv", 8, 8, 3);
  CHECK(Pairs(sketch, false) == Names{"first_conv>first_bn", "second_conv>second_bn"});
}

TEST_CASE("Names that tell nothing are paired in their order", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("x", 8, 8, 3).Conv("y", 8, 8, 3).Norm("p", 8).Norm("q", 8);
  CHECK(Pairs(sketch) == Names{"x>p", "y>q"});
}

TEST_CASE("A normalisation of the channels that enter comes before its convolution", "[model]") {
  NetworkSketch sketch;
  sketch.Norm("bn1", 4).Conv("conv1", 8, 4, 3);
  const ModuleTree tree = MakeModuleTree(sketch.index(), ModuleOrder::kDefinition);
  CHECK(PairNorms(tree, {1}, {0}).before);
}

}  // namespace residua::testing
