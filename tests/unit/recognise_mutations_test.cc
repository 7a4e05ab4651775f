// Sound networks that were damaged in one place: none of them is answered as another ResNet.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "model/recognise.h"
#include "support/golden_file.h"
#include "support/network_sketch.h"

namespace residua::testing {
namespace {

// What tensors cannot tell plays no part here.
const ArchitectureHints kHints = {.stem_stride = 2, .max_pool = true};

constexpr const char* kNetworks[] = {"se_nested", "d2l", "depthwise", "cifar_padding",
                                     "shortcut_first"};

// A golden's tensors, as a file that keeps their order or one that sorts them.
class Subject {
 public:
  Subject(const std::string& network, bool ordered)
      : golden_(ReadGoldenFile(RESIDUA_SOURCE_DIR "/tests/golden/networks/grammar_" + network +
                               ".golden")),
        ordered_(ordered) {}

  const std::vector<GoldenTensor>& tensors() const { return golden_.tensors; }

  // With whatever `mutate` does to the sketch.
  template <typename Mutate>
  void CheckRefused(Mutate&& mutate) {
    NetworkSketch sketch = Sketch();
    mutate(sketch);
    ++mutations_;
    try {
      RecogniseResNet(sketch.index(), kHints);
      FAIL_CHECK("it was recognised");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
    }
  }

  NetworkSketch Sketch() const {
    NetworkSketch sketch(ordered_);
    for (const GoldenTensor& tensor : golden_.tensors) {
      sketch.Tensor(tensor.name, tensor.shape, tensor.is_integer ? DType::kI64 : DType::kF32);
    }
    return sketch;
  }

  std::size_t mutations() const { return mutations_; }

 private:
  GoldenFile golden_;
  bool ordered_;
  std::size_t mutations_ = 0;
};

// Tensors of the classifier, by torchvision's names.
bool IsHead(const GoldenTensor& tensor) { return tensor.hashed_as.starts_with("fc."); }

// Counters do not matter. A classifier may do without its bias, and a stem whose normalisation
// follows too.
bool MayBeMissing(const GoldenTensor& tensor) {
  return tensor.is_integer || tensor.hashed_as == "fc.bias" || tensor.hashed_as == "conv1.bias";
}

// Of an image of one channel; or of the maxima and averages of all channels.
bool IsAnotherNetwork(const GoldenTensor& tensor, std::size_t dimension, std::uint64_t size) {
  const std::uint64_t original = tensor.shape[dimension];
  return dimension == 1 && ((tensor.hashed_as == "conv1.weight" && size == 1) ||
                            (IsHead(tensor) && size == 2 * original));
}

// Exchanges the contents of two blocks, of torchvision's names "layer2.0." and "layer3.0.": the
// shapes of what both of them have. False if they are alike.
bool ExchangeBlocks(const std::vector<GoldenTensor>& tensors, const std::string& a,
                    const std::string& b, NetworkSketch& sketch) {
  bool differ = false;
  for (const GoldenTensor& one : tensors) {
    if (!one.hashed_as.starts_with(a)) continue;
    const auto other =
        std::ranges::find(tensors, b + one.hashed_as.substr(a.size()), &GoldenTensor::hashed_as);
    if (other == tensors.end()) continue;
    differ = differ || one.shape != other->shape;
    std::swap(sketch.At(one.name).shape, sketch.At(other->name).shape);
  }
  return differ;
}

// What other networks have and a ResNet has not.
struct Foreign {
  const char* name;
  std::vector<std::uint64_t> shape;
};
const Foreign kForeign[] = {
    {"attn.qkv.weight", {48, 16}},              // transformers
    {"cls_token", {1, 1, 16}},                  //
    {"relative_position", {169, 3}},            //
    {"sa.conv1.weight", {1, 2, 7, 7}},          // CBAM
    {"convs.0.weight", {8, 8, 3, 3}},           // Res2Net
    {"dwconv.weight", {16, 1, 7, 7}},           // ConvNeXt
    {"gamma", {16}},                            //
    {"transition.conv.weight", {8, 16, 1, 1}},  // DenseNet
    {"prelu.weight", {16}},                     // ArcFace's
    {"p", {1}},                                 // generalised mean pooling
    {"decoder.0.weight", {8, 48, 3, 3}},        // U-Net
    {"rpn.conv.weight", {64, 64, 3, 3}},        // detectors
    {"lora_A.weight", {4, 16}},                 // adapters
};

}  // namespace

TEST_CASE("A ResNet damaged in one place is refused", "[model]") {
  const bool ordered = GENERATE(false, true);
  for (const char* const network : kNetworks) {
    Subject subject(network, ordered);
    INFO(network << (ordered ? ", in order" : ", sorted"));
    NetworkSketch sound = subject.Sketch();
    REQUIRE_NOTHROW(RecogniseResNet(sound.index(), kHints));

    for (const GoldenTensor& tensor : subject.tensors()) {
      if (MayBeMissing(tensor)) continue;
      INFO("without " << tensor.name);
      subject.CheckRefused([&](NetworkSketch& sketch) { sketch.Erase(tensor.name); });
    }

    for (const GoldenTensor& tensor : subject.tensors()) {
      for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const std::uint64_t size = tensor.shape[i];
        for (const std::uint64_t other : {size + 1, 2 * size, size / 2}) {
          if (other == 0 || IsAnotherNetwork(tensor, i, other)) continue;
          INFO(tensor.name << ", dimension " << i << " of " << size << " is " << other);
          subject.CheckRefused(
              [&](NetworkSketch& sketch) { sketch.At(tensor.name).shape[i] = other; });
        }
      }
    }

    for (const Foreign& foreign : kForeign) {
      // Beside the network, and inside its last block.
      const GoldenTensor& last = *std::ranges::find_if(
          subject.tensors(),
          [](const GoldenTensor& t) { return t.hashed_as == "layer3.0.bn2.bias"; });
      for (const std::string& at : {std::string(), last.name.substr(0, last.name.rfind('.') + 1)}) {
        INFO("with " << at << foreign.name);
        subject.CheckRefused(
            [&](NetworkSketch& sketch) { sketch.Tensor(at + foreign.name, foreign.shape); });
      }
    }

    std::vector<std::string> blocks;
    for (const GoldenTensor& tensor : subject.tensors()) {
      const std::string block = tensor.hashed_as.substr(0, 9);  // "layer1.0."
      if (block.starts_with("layer") && (blocks.empty() || blocks.back() != block)) {
        blocks.push_back(block);
      }
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      for (std::size_t k = i + 1; k < blocks.size(); ++k) {
        NetworkSketch trial = subject.Sketch();
        if (!ExchangeBlocks(subject.tensors(), blocks[i], blocks[k], trial)) continue;
        INFO("exchanged " << blocks[i] << " and " << blocks[k]);
        subject.CheckRefused([&](NetworkSketch& sketch) { sketch = trial; });
      }
    }
    CHECK(subject.mutations() >= 200);
  }
}

}  // namespace residua::testing
