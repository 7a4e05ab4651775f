#include "model/other_families.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "model/ways_out.h"

namespace residua {
namespace {

using Shape = std::vector<std::uint64_t>;

enum class Advice : std::uint8_t { kAnother, kOnnx, kOriginal, kBackbone, kDense, kMerge };

constexpr const char* kAdvice[] = {
    kTakeAnother,
    kExportAsOnnx,
    (" Save the floating-point network that it was made from: torch.save(model.state_dict(), "
     "\"model.pth\")."),
    " Residua classifies whole images: take a ResNet that was trained for that.",
    " Save it in Python as dense: tensor.to_dense().",
    " Merge it into its network in Python (model.merge_and_unload()), and save that.",
};

struct Family {
  // Each pattern must occur in a tensor name, delimited by "." on both sides; "#" is a number.
  std::string_view first;
  std::string_view second;  // or ""
  const char* what;
  Advice advice;
};

constexpr Family kFamilies[] = {
    {"_packed_params.", "", "a network that was quantised by torch.ao", Advice::kOriginal},
    {".zero_point.", ".scale.", "a network that was quantised by torch.ao", Advice::kOriginal},
    {".lora_", "", "a LoRA adapter (PEFT), not a whole network", Advice::kMerge},
    {".hada_w1_", "", "an adapter (PEFT), not a whole network", Advice::kMerge},

    {".visual.", ".logit_scale.", "a CLIP network of images and texts", Advice::kAnother},
    {".visual.", ".token_embedding.", "a CLIP network of images and texts", Advice::kAnother},
    {".attnpool.", ".positional_embedding.", "a CLIP image encoder", Advice::kAnother},
    {".rpn.", "", "a network for object detection (Faster R-CNN or a relative)", Advice::kBackbone},
    {".roi_head", "", "a network for object detection (R-CNN)", Advice::kBackbone},
    {".fpn.", "", "a network for object detection (feature pyramid)", Advice::kBackbone},
    {".fpn_convs.", "", "a network for object detection (feature pyramid)", Advice::kBackbone},
    {".bbox_head.", "", "a network for object detection", Advice::kBackbone},
    {".bbox_embed.", "", "a network for object detection (DETR)", Advice::kBackbone},
    {".cv1.conv.", ".cv2.conv.", "a YOLO network for object detection", Advice::kBackbone},
    {".segmentation_head.", "", "a segmentation network (U-Net or a relative)", Advice::kBackbone},
    {".decode_head.", "", "a segmentation network", Advice::kBackbone},
    {".aux_classifier.", ".backbone.", "a segmentation network (DeepLab or FCN)",
     Advice::kBackbone},
    {".classifier.#.convs.", "", "a segmentation network (DeepLab)", Advice::kBackbone},
    {".deconv_layers.", "", "a network for poses or heat maps", Advice::kBackbone},
    {".diffusion_model.", "", "a diffusion network", Advice::kAnother},
    {".embed_tokens.", "", "a language network", Advice::kAnother},
    {".word_embeddings.", "", "a language network", Advice::kAnother},

    {".relative_position_bias_table.", "", "a Swin Transformer", Advice::kAnother},
    {".cls_token.", "", "a vision transformer (ViT)", Advice::kAnother},
    {".class_token.", "", "a vision transformer (ViT)", Advice::kAnother},
    {".pos_embed.", "", "a vision transformer (ViT)", Advice::kAnother},
    {".patch_embed", ".attn", "a vision transformer (ViT)", Advice::kAnother},
    {".dwconv.", ".pwconv1.", "a ConvNeXt", Advice::kAnother},
    {".conv_dw.", ".mlp.fc1.", "a ConvNeXt", Advice::kAnother},
    {".layer_scale.", ".features.", "a ConvNeXt", Advice::kAnother},
    {".denselayer#.", "", "a DenseNet", Advice::kOnnx},
    {".expand1x1.", ".squeeze.", "a SqueezeNet", Advice::kAnother},
    {".branch1.", ".stage#.#.branch2.", "a ShuffleNet", Advice::kAnother},
    {".Mixed_5b.", "", "an Inception network", Advice::kAnother},
    {".inception3a.", "", "an Inception network (GoogLeNet)", Advice::kOnnx},
    {"._depthwise_conv.", "", "an EfficientNet", Advice::kOnnx},
    {".blocks.#.#.conv_pw", ".blocks.#.#.conv_dw.", "an EfficientNet or MobileNet", Advice::kOnnx},
    {".features.#.#.block.#.#.", "", "an EfficientNet", Advice::kOnnx},
    {".features.#.block.#.#.", "", "a MobileNet (v3)", Advice::kOnnx},
    {".features.#.conv.#.#.weight.", ".features.18.", "a MobileNet (v2)", Advice::kOnnx},
    {".layer#.#.convs.#.", ".layer#.#.bns.#.", "a Res2Net", Advice::kAnother},
    {".conv2.fc1.", ".conv2.fc2.", "a ResNeSt, whose blocks split attention", Advice::kAnother},
    {".conv2.paths.#.", ".conv2.attn.", "an SKNet, whose blocks select kernels", Advice::kAnother},
    {".branches.#.#.", ".transition#.", "an HRNet", Advice::kAnother},
    {".rep.#.pointwise.", "", "an Xception", Advice::kOnnx},

    {".filt.", "", "an anti-aliased network, which blurs where it strides (BlurPool)",
     Advice::kOnnx},
    {".prelu#.", "", "a network with PReLU, as those for faces (iresnet, ArcFace) are",
     Advice::kAnother},
    {".res1.#.#.", ".conv4.#.", "a ResNet-9, whose blocks do not follow the ResNet paper's plan",
     Advice::kOnnx},
    // BiT uses group normalisation, for which there is no operator.
    {".block#.unit#", "", "a pre-activation ResNet (v2, BiT)", Advice::kAnother},
    {".stages.#.blocks.#.norm1.running_mean.", ".stem.conv.", "a pre-activation ResNet (v2)",
     Advice::kOnnx},
    {".stages.#.blocks.#.norm1.", ".stem.conv.", "a pre-activation ResNet (v2, BiT)",
     Advice::kAnother},
    {".block#.layer.#.bn1.", ".convShortcut.", "a wide ResNet with pre-activation (WRN)",
     Advice::kOnnx},
};

// Their tensors could belong to a ResNet, but the network computes something else.
constexpr Family kLookalikes[] = {
    // Every stage has a stride, and squeeze-and-excitation precedes the last convolution.
    {".trunk_output.", "", "a RegNet", Advice::kOnnx},
    {".s1.b1.conv1.", ".s4.b1.conv1.", "a RegNet", Advice::kOnnx},
    // The first 1x1 convolution has the stride, and the pooling rounds up.
    {".layer0.conv1.", ".se_module.", "an SENet as Caffe had it (pretrained-models, timm's legacy)",
     Advice::kOnnx},
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool MatchesAt(std::string_view name, std::string_view pattern) {
  std::size_t at = 0;
  for (const char c : pattern) {
    if (c == '#') {
      while (at < name.size() && IsDigit(name[at])) ++at;
    } else {
      if (at == name.size() || name[at] != c) return false;
      ++at;
    }
  }
  return true;
}

bool Matches(std::string_view name, std::string_view pattern) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (MatchesAt(name.substr(at), pattern)) return true;
  }
  return false;
}

// As Matches, but at the end of the name.
bool EndsWith(const std::string& name, std::string_view pattern) {
  return Matches("." + name + ".", std::string(pattern) + ".");
}

class Finder {
 public:
  explicit Finder(const TensorIndex& index) : index_(index) {
    for (const TensorEntry& tensor : index.tensors) names_.push_back("." + tensor.name + ".");
  }

  bool Has(std::string_view pattern) const {
    return pattern.empty() || std::ranges::any_of(names_, [&](const std::string& name) {
             return Matches(name, pattern);
           });
  }

  bool Any(const auto& test) const { return std::ranges::any_of(index_.tensors, test); }

  // Only the state of an optimizer: "state.0.exp_avg".
  bool IsOptimizer() const {
    return std::ranges::all_of(names_, [](const std::string& name) {
      return MatchesAt(name, ".state.#.") || Matches(name, ".optimizer_state.");
    });
  }

  // Whether each normalisation precedes the convolution of the same number: it has as many channels
  // as the convolution takes instead of as many as it gives.
  bool IsPreActivation() const {
    return Any([&](const TensorEntry& norm) {
      const std::size_t at = norm.name.rfind(".bn1.weight");
      if (at == norm.name.npos || at == 0 || norm.shape.size() != 1) return false;
      const TensorEntry* const conv = index_.Find(norm.name.substr(0, at) + ".conv1.weight");
      return conv && conv->shape.size() == 4 && conv->shape[1] == norm.shape[0] &&
             conv->shape[0] != norm.shape[0];
    });
  }

 private:
  const TensorIndex& index_;
  std::vector<std::string> names_;
};

std::string Sentence(const char* what, Advice advice) {
  return std::string("The file holds ") + what + ", which is not run." +
         kAdvice[static_cast<std::size_t>(advice)];
}

std::optional<std::string> FindIn(std::span<const Family> families, const Finder& find) {
  for (const Family& family : families) {
    if (find.Has(family.first) && find.Has(family.second)) {
      return Sentence(family.what, family.advice);
    }
  }
  return std::nullopt;
}

bool Is4D(const TensorEntry& tensor) { return tensor.shape.size() == 4; }

}  // namespace

std::optional<std::string> Lookalike(const TensorIndex& index) {
  return FindIn(kLookalikes, Finder(index));
}

std::optional<std::string> OtherFamily(const TensorIndex& index) {
  const Finder find(index);
  if (index.tensors.empty()) return std::nullopt;
  if (find.IsOptimizer()) {
    return "The file holds the state of an optimizer, not a network. Choose the file with the "
           "weights beside it, such as pytorch_model.bin.";
  }
  const auto is = [](DType dtype) {
    return [dtype](const TensorEntry& tensor) { return tensor.dtype == dtype; };
  };
  if (find.Any(is(DType::kQuantized))) {
    return Sentence("a network that was quantised by torch.ao", Advice::kOriginal);
  }
  if (find.Any(is(DType::kSparse))) return Sentence("sparse tensors", Advice::kDense);
  if (std::optional<std::string> family = FindIn(kFamilies, find)) return family;
  const auto shaped = [&](const auto& test) {
    return find.Any([&](const TensorEntry& tensor) { return Is4D(tensor) && test(tensor.shape); });
  };
  if (find.Any([](const TensorEntry& tensor) { return tensor.shape.size() == 5; })) {
    return Sentence("a network with three-dimensional convolutions, for films or volumes",
                    Advice::kAnother);
  }
  // Attention that computes one map from two: the maximum and the average over the channels.
  if (shaped([](const Shape& shape) { return shape[0] == 1 && shape[1] == 2; })) {
    return Sentence("a network with spatial attention (CBAM)", Advice::kAnother);
  }
  if (find.Any([](const TensorEntry& tensor) {
        return tensor.name.ends_with(".p") && tensor.elements() == 1;
      })) {
    return Sentence("a network with generalised mean pooling (GeM)", Advice::kAnother);
  }
  if (find.IsPreActivation()) {
    return Sentence("a pre-activation ResNet (v2), which normalises before it convolves",
                    Advice::kOnnx);
  }
  const auto first = [&](std::uint64_t kernel) {
    return find.Any([&](const TensorEntry& tensor) {
      return Is4D(tensor) && tensor.shape[2] == kernel &&
             ("." + tensor.name).ends_with(".features.0.weight");
    });
  };
  // A plain sequence of convolutions.
  const bool plain = find.Any(Is4D) && find.Has(".classifier.6.weight.") &&
                     std::ranges::all_of(index.tensors, [](const TensorEntry& tensor) {
                       return !Is4D(tensor) || EndsWith(tensor.name, ".features.#.weight");
                     });
  if (plain) return Sentence(first(11) ? "an AlexNet" : "a VGG", Advice::kOnnx);
  if (!find.Any(Is4D)) {
    return "The file holds no convolution: it seems that only the last layers (head, classifier) "
           "were saved, without the body. Save the whole network: torch.save(model.state_dict(), "
           "\"model.pth\").";
  }
  return std::nullopt;
}

}  // namespace residua
