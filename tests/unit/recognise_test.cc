#include "model/recognise.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/error.h"
#include "support/error_of.h"
#include "support/network_sketch.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

const BlockConfig& BlockAt(const RecognisedNetwork& network, std::size_t stage,
                           std::size_t block = 0) {
  return network.config.stages.at(stage).blocks.at(block);
}

// Why a sketch is refused.
std::string Refusal(NetworkSketch& sketch, const ArchitectureHints& hints = {}) {
  try {
    RecogniseResNet(sketch.index(), hints);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
    return error.what();
  }
  FAIL("it was recognised");
  return "";
}

// A basic block of two units called `first` and `second`, and a projection.
void AddUnits(NetworkSketch& sketch, const std::string& at, std::uint64_t out, std::uint64_t in) {
  sketch.Conv(at + ".branch.0.conv", out, in, 3).Norm(at + ".branch.0.bn", out);
  sketch.Conv(at + ".branch.1.conv", out, out, 3).Norm(at + ".branch.1.bn", out);
  if (in != out) sketch.Conv(at + ".way.conv", out, in, 1).Norm(at + ".way.bn", out);
}

struct Units {
  std::string at;
  std::uint64_t out = 0;
  std::uint64_t in = 0;
};

// A stem of 7x7, these blocks and a linear layer.
NetworkSketch SketchOf(const std::vector<Units>& blocks, bool ordered = true) {
  NetworkSketch sketch(ordered);
  sketch.Conv("stem.conv", 16, 3, 7).Norm("stem.bn", 16);
  for (const Units& block : blocks) AddUnits(sketch, block.at, block.out, block.in);
  sketch.Linear("fc", 5, blocks.back().out);
  return sketch;
}

}  // namespace

TEST_CASE("torchvision's names are a plain ResNet", "[model]") {
  NetworkSketch sketch;
  const RecognisedNetwork network = RecogniseResNet(sketch.Whole().index());
  CHECK(network.config.stages.size() == 4);
  CHECK(network.config.num_classes == 5);
  CHECK(network.config.stem.pool.has_value());
  CHECK(network.config.stem.convolutions[0].stride == 2);
  CHECK(BlockAt(network, 0).stride() == 1);
  CHECK(BlockAt(network, 0).shortcut == ShortcutType::kIdentity);
  CHECK(BlockAt(network, 3).stride() == 2);
  CHECK(BlockAt(network, 3).shortcut == ShortcutType::kProjection);
  const RecognisedLayer* const projection = network.Find(
      {.place = LayerPlace::kBody, .role = LayerRole::kProjection, .stage = 2, .block = 1});
  REQUIRE(projection != nullptr);
  CHECK(sketch.index().tensors[projection->tensors[TensorPart::kWeight]].name ==
        "layer2.0.downsample.0.weight");
}

TEST_CASE("Names of no library are recognised, sorted or not", "[model]") {
  for (const bool ordered : {true, false}) {
    NetworkSketch sketch(ordered);
    sketch.Conv("entry.conv", 16, 3, 7).Norm("entry.bn", 16);
    AddUnits(sketch, "trunk.a.0", 16, 16);
    AddUnits(sketch, "trunk.a.1", 16, 16);
    AddUnits(sketch, "trunk.b.0", 32, 16);
    sketch.Linear("out", 7, 32);
    const RecognisedNetwork network = RecogniseResNet(sketch.index());
    REQUIRE(network.config.stages.size() == 2);
    CHECK(network.config.stages[0].blocks.size() == 2);
    CHECK(BlockAt(network, 1).stride() == 2);
    CHECK(network.config.num_classes == 7);
  }
}

TEST_CASE("Stages without numbers are put in the order of their channels", "[model]") {
  NetworkSketch sketch = SketchOf(
      {{"first.0", 16, 16}, {"second.0", 32, 16}, {"third.0", 64, 32}, {"fourth.0", 128, 64}},
      false);  // sorted: first, fourth, second, third
  CHECK(RecogniseResNet(sketch.index()).config.stages.size() == 4);
}

TEST_CASE("Blocks in one list are stages where they widen", "[model]") {
  NetworkSketch sketch =
      SketchOf({{"blocks.0", 16, 16}, {"blocks.1", 32, 16}, {"blocks.2", 32, 32}});
  const RecognisedNetwork network = RecogniseResNet(sketch.index());
  REQUIRE(network.config.stages.size() == 2);
  CHECK(network.config.stages[1].blocks.size() == 2);
}

TEST_CASE("Stages of one block and of several stand beside each other", "[model][regression]") {
  NetworkSketch sketch = SketchOf({{"layer1.0", 16, 16},
                                   {"layer1.1", 16, 16},
                                   {"layer2.0", 32, 16},
                                   {"layer3.0", 64, 32},
                                   {"layer4.0", 128, 64}});
  CHECK(RecogniseResNet(sketch.index()).config.stages.size() == 4);
}

TEST_CASE("A list that widens at every block is as many stages", "[model][regression]") {
  NetworkSketch sketch =
      SketchOf({{"blocks.0", 16, 16}, {"blocks.1", 32, 16}, {"blocks.2", 64, 32}});
  CHECK(RecogniseResNet(sketch.index()).config.stages.size() == 3);
}

TEST_CASE("A widening block without a projection pads its shortcut", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("conv1", 16, 3, 3).Norm("bn1", 16);
  sketch.Conv("layer1.0.conv1", 16, 16, 3).Norm("layer1.0.bn1", 16);
  sketch.Conv("layer1.0.conv2", 16, 16, 3).Norm("layer1.0.bn2", 16);
  sketch.Conv("layer2.0.conv1", 32, 16, 3).Norm("layer2.0.bn1", 32);
  sketch.Conv("layer2.0.conv2", 32, 32, 3).Norm("layer2.0.bn2", 32);
  sketch.Linear("linear", 10, 32);
  const RecognisedNetwork network = RecogniseResNet(sketch.index());
  CHECK(BlockAt(network, 1).shortcut == ShortcutType::kPadding);
  // A 3x3 stem is for small images.
  CHECK_FALSE(network.config.stem.pool.has_value());
  CHECK(network.config.stem.convolutions[0].stride == 1);
  CHECK(network.config.usual_input() == 32);
}

TEST_CASE("Depthwise bottlenecks are bottlenecks of as many groups as channels", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("conv1", 16, 3, 3).Norm("bn1", 16);
  sketch.Conv("layer1.0.conv1", 96, 16, 1).Norm("layer1.0.bn1", 96);
  sketch.Conv("layer1.0.conv2", 96, 1, 3).Norm("layer1.0.bn2", 96);
  sketch.Conv("layer1.0.conv3", 24, 96, 1).Norm("layer1.0.bn3", 24);
  sketch.Conv("layer1.0.downsample.0", 24, 16, 1).Norm("layer1.0.downsample.1", 24);
  sketch.Conv("head.0", 64, 24, 1).Norm("head.1", 64).Linear("fc", 5, 64);
  const RecognisedNetwork network =
      RecogniseResNet(sketch.index(), {.stem_stride = 2, .activation = engine::kRelu6});
  CHECK(BlockAt(network, 0).type == BlockType::kBottleneck);
  CHECK(BlockAt(network, 0).convolutions[1].groups == 96);
  CHECK(network.config.stem.convolutions[0].stride == 2);
  REQUIRE(network.config.head.layers.size() == 3);
  CHECK(network.config.head.layers[0].before_pooling);
  CHECK(network.config.head.layers[1].activation == engine::kRelu6);
  CHECK(network.config.features() == 64);
}

TEST_CASE("Gates are recognised by their tensors", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("conv1", 16, 3, 7).Norm("bn1", 16);
  sketch.Conv("layer1.0.conv1", 16, 16, 3).Norm("layer1.0.bn1", 16);
  sketch.Conv("layer1.0.conv2", 16, 16, 3).Norm("layer1.0.bn2", 16);
  SECTION("squeeze-and-excitation of convolutions") {
    sketch.Conv("layer1.0.se.fc1", 4, 16, 1, true).Conv("layer1.0.se.fc2", 16, 4, 1, true);
    sketch.Linear("fc", 5, 16);
    CHECK(BlockAt(RecogniseResNet(sketch.index()), 0).gate ==
          GateConfig{GateType::kSqueezeExcite, 4});
  }
  SECTION("squeeze-and-excitation of linear layers, of the block itself") {
    sketch.Linear("layer1.0.fc1", 4, 16).Linear("layer1.0.fc2", 16, 4).Linear("fc", 5, 16);
    CHECK(BlockAt(RecogniseResNet(sketch.index()), 0).gate ==
          GateConfig{GateType::kSqueezeExcite, 4});
  }
  SECTION("efficient channel attention") {
    sketch.Tensor("layer1.0.eca.conv.weight", {1, 1, 3}).Linear("fc", 5, 16);
    CHECK(BlockAt(RecogniseResNet(sketch.index()), 0).gate == GateConfig{GateType::kEfficient, 3});
  }
  SECTION("effective squeeze-and-excitation, which its name tells from a projection") {
    sketch.Conv("layer1.0.se.fc", 16, 16, 1, true).Linear("fc", 5, 16);
    const BlockConfig block = BlockAt(RecogniseResNet(sketch.index()), 0);
    CHECK(block.gate == GateConfig{GateType::kEffective, 16});
    CHECK(block.shortcut == ShortcutType::kIdentity);
  }
  SECTION("a projection without normalisation is none") {
    sketch.Conv("layer1.0.adapt.0", 16, 16, 1, true).Linear("fc", 5, 16);
    const BlockConfig block = BlockAt(RecogniseResNet(sketch.index()), 0);
    CHECK(block.gate == GateConfig{});
    CHECK(block.shortcut == ShortcutType::kProjection);
  }
}

TEST_CASE("A head may be any chain of layers", "[model]") {
  NetworkSketch sketch;
  sketch.Body();
  const auto layers = [&] { return RecogniseResNet(sketch.index()).config.head.layers; };
  SECTION("dropout before the linear layer") {
    sketch.Linear("fc.1", 5, 128);
    CHECK(layers().size() == 1);
  }
  SECTION("ReLU where the numbers leave room") {
    sketch.Linear("fc.0", 32, 128).Linear("fc.3", 5, 32);
    REQUIRE(layers().size() == 3);
    CHECK(layers()[1].activation == engine::kRelu);
  }
  SECTION("nothing where they do not") {
    sketch.Linear("fc.0", 32, 128).Linear("fc.1", 5, 32);
    CHECK(layers().size() == 2);
  }
  SECTION("ReLU behind a normalisation") {
    sketch.Linear("fc.0", 32, 128).Norm("fc.1", 32).Linear("fc.4", 5, 32);
    REQUIRE(layers().size() == 4);
    CHECK(layers()[1].type == HeadLayerType::kNormalisation);
    CHECK(layers()[2].type == HeadLayerType::kActivation);
  }
  SECTION("fastai: maxima and averages, ReLU before the normalisation") {
    sketch.Norm("1.2", 256).Linear("1.4", 64, 256, false).Norm("1.6", 64);
    sketch.Linear("1.8", 5, 64, false);
    const RecognisedNetwork network = RecogniseResNet(sketch.index());
    CHECK(network.config.head.pooling == HeadPooling::kMaxAverage);
    REQUIRE(network.config.head.layers.size() == 5);
    CHECK(network.config.head.layers[2].type == HeadLayerType::kActivation);
  }
  SECTION("none at all") {
    CHECK(layers().empty());
    CHECK(RecogniseResNet(sketch.index()).config.num_classes == 0);
  }
  SECTION("one output is yes or no") {
    sketch.Linear("fc", 1, 128);
    const ResNetConfig config = RecogniseResNet(sketch.index()).config;
    CHECK(config.output == OutputType::kSigmoid);
    CHECK(config.answers() == 2);
  }
  SECTION("two heads are refused") {
    sketch.Linear("age", 5, 128).Linear("gender", 2, 128);
    CHECK_THAT(Refusal(sketch), ContainsSubstring("two heads, \"age\" and \"gender\""));
  }
}

TEST_CASE("Of several networks in a file the averaged one is taken", "[model]") {
  NetworkSketch sketch;
  sketch.Whole("state_dict.").Whole("model_ema.module.");
  const RecognisedNetwork network = RecogniseResNet(sketch.index());
  CHECK(network.path == "model_ema.module");
  CHECK_THAT(network.assumptions.at(0), ContainsSubstring("of 2 in the file"));
}

TEST_CASE("Networks that nothing tells apart are named, and none is taken", "[model]") {
  NetworkSketch sketch;
  sketch.Whole("fold0.").Whole("fold1.");
  CHECK_THAT(Refusal(sketch), ContainsSubstring("\"fold0\", \"fold1\""));
}

TEST_CASE("What training keeps beside a network is passed over", "[model]") {
  NetworkSketch sketch;
  sketch.Whole("state_dict.module.").Tensor("optimizer.state.0.exp_avg", {16, 3, 7, 7});
  sketch.Tensor("state_dict.criterion.weight", {5}).Tensor("best_acc1", {});
  CHECK(RecogniseResNet(sketch.index()).path == "state_dict.module");
}

TEST_CASE("An encoder's projection head is no classifier", "[model]") {
  NetworkSketch sketch;
  sketch.Body("backbone.").Linear("projector.0", 64, 128).Linear("projector.2", 32, 64);
  CHECK(RecogniseResNet(sketch.index()).config.num_classes == 0);
}

TEST_CASE("An encoder with something else behind it is no encoder", "[model]") {
  NetworkSketch sketch;
  sketch.Body("encoder.").Conv("decoder.0", 8, 128, 3, true).Conv("decoder.1", 8, 8, 3, true);
  CHECK_FALSE(Refusal(sketch).empty());
}

TEST_CASE("A network in front normalises the photo, once", "[model]") {
  NetworkSketch sketch;
  sketch.Tensor("0.mean", {3, 1, 1}).Tensor("0.std", {3, 1, 1}).Whole("1.");
  const RecognisedNetwork network = RecogniseResNet(sketch.index());
  REQUIRE(network.mean_and_std.has_value());
  CHECK(sketch.index().tensors[network.mean_and_std->second].name == "0.std");
}

TEST_CASE("Names of classes in the file are those of the head's number", "[model]") {
  NetworkSketch sketch;
  sketch.Whole();
  sketch.index().labels = {{"other", {"a", "b"}}, {"classes", {"a", "b", "c", "d", "e"}}};
  CHECK(RecogniseResNet(sketch.index()).labels.size() == 5);
}

TEST_CASE("A network saved whole says what its modules do", "[model]") {
  NetworkSketch sketch;
  sketch.Whole();
  const auto integer = [](std::int64_t value) {
    return FactValue{.kind = FactValue::Kind::kInteger, .integer = value};
  };
  auto& objects = sketch.index().objects;
  objects.push_back({.path = "maxpool", .type = "torch.nn.Identity", .module = true});
  objects.push_back({.path = "layer1.0.act", .type = "torch.nn.SiLU", .module = true});
  objects.push_back({.path = "layer2.0.conv1",
                     .type = "torch.nn.modules.conv.Conv2d",
                     .module = true,
                     .facts = {{"stride", integer(1)}, {"padding", integer(1)}}});
  objects.push_back({.path = "bn1",
                     .type = "torch.nn.BatchNorm2d",
                     .module = true,
                     .facts = {{"eps", {.kind = FactValue::Kind::kReal, .real = 0.001}}}});
  const RecognisedNetwork network = RecogniseResNet(sketch.index());
  CHECK_FALSE(network.config.stem.pool.has_value());
  CHECK(network.config.activation == engine::kSilu);
  CHECK(BlockAt(network, 1).stride() == 1);
  CHECK(network.layers[0].epsilon == 0.001);
}

TEST_CASE("A plain network of pairs of convolutions is not answered as a ResNet [regression]",
          "[model]") {
  // nn.Sequential(conv, norm, relu, conv, norm, relu, pool), three times, as in many tutorials.
  const auto pairs = [](const std::string& word) {
    NetworkSketch sketch;
    sketch.Conv("conv", 16, 3, 3).Norm("norm", 16);
    std::uint64_t in = 16;
    for (const std::uint64_t stage : {1, 2, 3}) {
      const std::string at = word + std::to_string(stage);
      const std::uint64_t out = 8u << stage;
      sketch.Conv(at + ".0", out, in, 3, true).Norm(at + ".1", out);
      sketch.Conv(at + ".3", out, out, 3, true).Norm(at + ".4", out);
      in = out;
    }
    sketch.Linear("fc", 5, 64);
    return sketch;
  };
  NetworkSketch plain = pairs("layer");
  CHECK_THAT(Refusal(plain), ContainsSubstring("plain network without shortcuts") &&
                                 ContainsSubstring("architecture.shortcut"));
  SECTION("a setting says that it is one") {
    const RecognisedNetwork network = RecogniseResNet(plain.index(), {.pooled_shortcut = false});
    CHECK(BlockAt(network, 1).shortcut == ShortcutType::kPadding);
  }
  SECTION("so does the name of a block") {
    NetworkSketch named = pairs("residual");
    CHECK(BlockAt(RecogniseResNet(named.index()), 1).shortcut == ShortcutType::kPadding);
  }
  SECTION("so does the class of a block in a network saved whole") {
    plain.index().objects.push_back(
        {.path = "layer2", .type = "__main__.MyResBlock", .module = true});
    CHECK(BlockAt(RecogniseResNet(plain.index()), 1).shortcut == ShortcutType::kPadding);
  }
}

TEST_CASE("A MobileNet in stages is not answered as a ResNet [regression]", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("stem.0", 16, 3, 3).Norm("stem.1", 16);
  std::uint64_t in = 16;
  for (const std::uint64_t stage : {1, 2}) {
    for (const std::uint64_t block : {0, 1}) {
      const std::string at = "stage" + std::to_string(stage) + "." + std::to_string(block) + ".";
      const std::uint64_t out = 16 + 8 * stage;
      sketch.Conv(at + "conv1", 4 * in, in, 1).Norm(at + "bn1", 4 * in);
      sketch.Conv(at + "conv2", 4 * in, 1, 3).Norm(at + "bn2", 4 * in);
      sketch.Conv(at + "conv3", out, 4 * in, 1).Norm(at + "bn3", out);
      in = out;
    }
  }
  sketch.Linear("fc", 5, in);
  CHECK_THAT(Refusal(sketch), ContainsSubstring("plain network without shortcuts"));
}

TEST_CASE("A gate within the branch is not taken for one behind it [regression]", "[model]") {
  NetworkSketch sketch;
  sketch.Conv("conv1", 16, 3, 7).Norm("bn1", 16);
  for (const std::string at : {"layer1.0.", "layer2.0."}) {
    sketch.Conv(at + "conv1", 16, 16, 1).Norm(at + "bn1", 16);
    sketch.Conv(at + "conv2", 16, 16, 3).Norm(at + "bn2", 16);
    sketch.Conv(at + "se.fc1", 4, 16, 1, true).Conv(at + "se.fc2", 16, 4, 1, true);
    sketch.Conv(at + "conv3", 16, 16, 1).Norm(at + "bn3", 16);
  }
  sketch.Linear("fc", 5, 16);
  CHECK_THAT(Refusal(sketch), ContainsSubstring("\"layer1.0.se.fc1\" weighs channels within"));
}

TEST_CASE("Families that look like ResNets are refused by name [regression]", "[model]") {
  NetworkSketch sketch;
  SECTION("torchvision's RegNets, whose every stage strides") {
    sketch.Conv("stem.0", 16, 3, 3).Norm("stem.1", 16);
    for (const std::string block :
         {"trunk_output.block1.block1-0", "trunk_output.block2.block2-0"}) {
      sketch.Conv(block + ".proj.0", 16, 16, 1).Norm(block + ".proj.1", 16);
      sketch.Conv(block + ".f.a.0", 16, 16, 1).Norm(block + ".f.a.1", 16);
      sketch.Conv(block + ".f.b.0", 16, 8, 3).Norm(block + ".f.b.1", 16);
      sketch.Conv(block + ".f.c.0", 16, 16, 1).Norm(block + ".f.c.1", 16);
    }
    sketch.Linear("fc", 5, 16);
    CHECK_THAT(Refusal(sketch), ContainsSubstring("RegNet") && ContainsSubstring("as ONNX"));
  }
  SECTION("SENets with Caffe's strides") {
    sketch.Conv("layer0.conv1", 16, 3, 7).Norm("layer0.bn1", 16);
    sketch.Conv("layer1.0.conv1", 16, 16, 1).Norm("layer1.0.bn1", 16);
    sketch.Conv("layer1.0.conv2", 16, 16, 3).Norm("layer1.0.bn2", 16);
    sketch.Conv("layer1.0.conv3", 16, 16, 1).Norm("layer1.0.bn3", 16);
    sketch.Conv("layer1.0.se_module.fc1", 4, 16, 1, true);
    sketch.Conv("layer1.0.se_module.fc2", 16, 4, 1, true).Linear("last_linear", 5, 16);
    CHECK_THAT(Refusal(sketch), ContainsSubstring("SENet"));
  }
}

TEST_CASE("A gate saved whole with activations of another kind is refused [regression]",
          "[model]") {
  NetworkSketch sketch;
  sketch.Conv("conv1", 16, 3, 7).Norm("bn1", 16);
  sketch.Conv("layer1.0.conv1", 16, 16, 3).Norm("layer1.0.bn1", 16);
  sketch.Conv("layer1.0.conv2", 16, 16, 3).Norm("layer1.0.bn2", 16);
  sketch.Conv("layer1.0.se.fc1", 4, 16, 1, true).Conv("layer1.0.se.fc2", 16, 4, 1, true);
  sketch.Linear("fc", 5, 16);
  const auto add = [&](const char* path, const char* type) {
    sketch.index().objects.push_back({.path = path, .type = type, .module = true});
  };
  add("layer1.0.act", "torch.nn.modules.activation.ReLU");
  add("layer1.0.se.act", "torch.nn.modules.activation.ReLU");
  SECTION("ReLU and sigmoid are squeeze-and-excitation's") {
    add("layer1.0.se.gate", "torch.nn.modules.activation.Sigmoid");
    CHECK(BlockAt(RecogniseResNet(sketch.index()), 0).gate.type == GateType::kSqueezeExcite);
  }
  SECTION("a hard sigmoid is not") {
    add("layer1.0.se.gate", "torch.nn.modules.activation.Hardsigmoid");
    CHECK_THAT(Refusal(sketch),
               ContainsSubstring("\"layer1.0.se\" has the activation hardsigmoid"));
  }
}

TEST_CASE("Hints decide what tensors leave open", "[model]") {
  NetworkSketch sketch;
  sketch.Whole();
  CHECK_FALSE(RecogniseResNet(sketch.index(), {.max_pool = false}).config.stem.pool.has_value());
  const RecognisedNetwork strided =
      RecogniseResNet(sketch.index(), {.stage_strides = {2, 1, 1, 1}});
  CHECK(BlockAt(strided, 0).stride() == 2);
  CHECK(BlockAt(strided, 1).stride() == 1);
  const RecognisedNetwork second =
      RecogniseResNet(sketch.index(), {.stride_placement = StridePlacement::kSecond});
  CHECK(BlockAt(second, 1).convolutions[1].stride == 2);
  const RecognisedNetwork dilated = RecogniseResNet(sketch.index(), {.dilation = {1, 1, 2, 4}});
  CHECK(BlockAt(dilated, 2).stride() == 1);
  CHECK(BlockAt(dilated, 3).convolutions[0].dilation == 2);
}

TEST_CASE("A stem whose stride nothing tells is asked for", "[model]") {
  NetworkSketch sketch;
  sketch.Whole();
  sketch.At("conv1.weight").shape = {16, 3, 5, 5};
  CHECK_THAT(Refusal(sketch), ContainsSubstring("architecture.stemStride"));
  CHECK_NOTHROW(RecogniseResNet(sketch.index(), {.stem_stride = 2, .max_pool = true}));
}

TEST_CASE("Tensors that do not make a ResNet are refused, each of them", "[model]") {
  NetworkSketch whole;
  whole.Whole();
  // Every tensor dropped in turn. A linear layer may do without its bias; counters do not matter.
  for (const TensorEntry& tensor : whole.index().tensors) {
    if (tensor.name == "fc.bias" || tensor.name.ends_with("num_batches_tracked")) continue;
    NetworkSketch sketch;
    sketch.Whole();
    sketch.Erase(tensor.name);
    if (tensor.name.starts_with("fc.")) continue;  // of a head alone the bias says nothing
    INFO("without " << tensor.name);
    CHECK_FALSE(Refusal(sketch).empty());
  }
  // Every dimension of every tensor one larger.
  for (const TensorEntry& tensor : whole.index().tensors) {
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
      const bool classes = tensor.name.starts_with("fc.") && i == 0;
      if (classes && tensor.name != "fc.bias") continue;
      NetworkSketch sketch;
      sketch.Whole();
      ++sketch.At(tensor.name).shape[i];
      INFO(tensor.name << " dimension " << i);
      CHECK_FALSE(Refusal(sketch).empty());
    }
  }
}

TEST_CASE("Exchanged blocks are refused", "[model]") {
  NetworkSketch sketch;
  sketch.Whole();
  for (TensorEntry& tensor : sketch.index().tensors) {
    if (tensor.name.starts_with("layer2.")) {
      tensor.name[5] = '3';
    } else if (tensor.name.starts_with("layer3.")) {
      tensor.name[5] = '2';
    }
  }
  // In the file's order they would still follow one another.
  sketch.index().definition_order = false;
  CHECK_FALSE(Refusal(sketch).empty());
}

}  // namespace residua::testing
