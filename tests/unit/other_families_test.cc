#include "model/other_families.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <initializer_list>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using residua::TensorEntry;
using residua::TensorIndex;

namespace {

using Shape = std::vector<std::uint64_t>;

TensorIndex Index(std::initializer_list<TensorEntry> tensors) { return {.tensors = tensors}; }

TensorEntry Conv(const char* name, Shape shape = {8, 8, 3, 3}) {
  return {.name = name, .shape = std::move(shape)};
}

std::string Said(const TensorIndex& index) { return OtherFamily(index).value_or(""); }

}  // namespace

// The names are those of the libraries' own checkpoints.
TEST_CASE("Other families are named by what only they have", "[model]") {
  CHECK_THAT(Said(Index({Conv("layer1.0.convs.0.weight"), Conv("layer1.0.bns.0.weight", {8})})),
             ContainsSubstring("Res2Net"));
  CHECK_THAT(Said(Index({Conv("model.features.denseblock1.denselayer1.conv1.weight")})),
             ContainsSubstring("DenseNet"));
  CHECK_THAT(Said(Index({Conv("vit.embeddings.cls_token", {1, 1, 768})})),
             ContainsSubstring("vision transformer"));
  CHECK_THAT(Said(Index({Conv("stage2.0.branch1.0.weight"), Conv("stage2.0.branch2.0.weight")})),
             ContainsSubstring("ShuffleNet"));
  CHECK_THAT(Said(Index({Conv("features.1.0.block.0.0.weight")})),
             ContainsSubstring("EfficientNet"));
  CHECK_THAT(Said(Index({Conv("features.0.weight", {64, 3, 3, 3}), Conv("features.2.weight"),
                         Conv("classifier.6.weight", {1000, 4096})})),
             ContainsSubstring("VGG"));
  CHECK_THAT(Said(Index({Conv("visual.conv1.weight"), Conv("logit_scale", {})})),
             ContainsSubstring("CLIP"));
  CHECK_THAT(Said(Index({Conv("backbone.body.conv1.weight"), Conv("rpn.head.conv.0.0.weight")})),
             ContainsSubstring("object detection"));
  CHECK_THAT(Said(Index({Conv("backbone.conv1.weight"), Conv("classifier.0.convs.0.0.weight")})),
             ContainsSubstring("DeepLab"));
  CHECK_THAT(Said(Index({Conv("layer1.0.conv2.1.filt", {8, 1, 3, 3})})),
             ContainsSubstring("anti-aliased"));
  CHECK_THAT(Said(Index({Conv("layer1.0.sa.conv1.weight", {1, 2, 7, 7})})),
             ContainsSubstring("CBAM"));
  CHECK_THAT(Said(Index({Conv("conv1.weight"), Conv("pool.p", {1})})), ContainsSubstring("GeM"));
  CHECK_THAT(Said(Index({Conv("stem.weight", {8, 3, 3, 7, 7})})),
             ContainsSubstring("three-dimensional"));
  CHECK_THAT(Said(Index({Conv("base_model.model.layer.lora_A.weight")})),
             ContainsSubstring("LoRA"));
}

TEST_CASE("Errors for families that run as ONNX say so", "[model]") {
  CHECK_THAT(Said(Index({Conv("features.denseblock1.denselayer1.conv1.weight")})),
             ContainsSubstring("torch.onnx.export"));
  // Its layer normalisation has no operator here.
  CHECK_THAT(Said(Index({Conv("features.1.0.layer_scale", {96, 1, 1})})),
             ContainsSubstring("take one of them"));
}

TEST_CASE("Normalisation in front of its convolution is pre-activation", "[model]") {
  CHECK_THAT(Said(Index({Conv("layer2.0.bn1.weight", {64}),
                         Conv("layer2.0.conv1.weight", {128, 64, 3, 3})})),
             ContainsSubstring("pre-activation"));
}

TEST_CASE("Errors for other files name their kind", "[model]") {
  CHECK_THAT(Said(Index({Conv("state.0.exp_avg"), Conv("state.1.step", {})})),
             ContainsSubstring("optimizer"));
  CHECK_THAT(Said(Index({Conv("weight", {5, 512}), Conv("bias", {5})})),
             ContainsSubstring("only the last layers"));
  CHECK_THAT(Said(Index({{.name = "fc.weight", .dtype = residua::DType::kQuantized}})),
             ContainsSubstring("quantised"));
  CHECK_THAT(Said(Index({{.name = "fc.weight", .dtype = residua::DType::kSparse}})),
             ContainsSubstring("to_dense"));
}

TEST_CASE("No ResNet is taken for another family", "[model]") {
  CHECK(Said(Index({Conv("conv1.weight", {64, 3, 7, 7}), Conv("bn1.weight", {64}),
                    Conv("layer1.0.conv1.weight"), Conv("layer1.0.bn1.weight", {8}),
                    Conv("layer2.0.conv1.weight", {16, 8, 3, 3}), Conv("layer2.0.bn1.weight", {16}),
                    Conv("layer1.0.se.fc1.weight", {2, 8, 1, 1}), Conv("fc.weight", {5, 16})})) ==
        "");
  CHECK(Said(Index({Conv("features.0.weight", {64, 3, 3, 3}), Conv("features.4.0.conv1.weight"),
                    Conv("classifier.1.weight", {5, 512}),
                    Conv("block1.squeeze.weight", {2, 8})})) == "");
  CHECK(Said(Index(
            {Conv("backbone.stem.0.weight", {64, 3, 7, 7}), Conv("head.weight", {5, 64})})) == "");
  CHECK(Said({}) == "");
}
