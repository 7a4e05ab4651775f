#include "classify/layer_weights.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "engine/execution.h"
#include "model/layer_id.h"

namespace residua {
namespace {

// Images per run; more would take more memory, fewer more time.
constexpr std::size_t kProbes = 256;

}  // namespace

LayerValues StemWeights(const ResNetConfig& config,
                        const std::shared_ptr<const engine::Weights>& weights,
                        const engine::ThreadPool& pool) {
  const ConvolutionConfig& convolution = config.stem.convolutions.front();
  const std::size_t channels = config.input_channels;
  const std::size_t taps = convolution.kernel * convolution.kernel * channels;
  // The first position whose filter lies completely inside the image, and where the filter begins.
  const std::size_t place = (convolution.padding + convolution.stride - 1) / convolution.stride;
  const std::size_t begin = place * convolution.stride - convolution.padding;
  const std::size_t side =
      begin + (convolution.kernel - 1) * convolution.dilation + 1 + convolution.stride;
  const std::string name =
      ToString(LayerId{.place = LayerPlace::kStem,
                       .role = LayerRole::kConvolution,
                       .number = config.stem.convolutions.size() > 1 ? 1u : 0});
  // The last image stays zero, and gives the bias.
  engine::Execution stem(weights, {.batch = taps + 1, .height = side, .width = side, .to = name},
                         pool);
  const std::span<float> images = stem.input();
  std::ranges::fill(images, 0.0f);
  for (std::size_t tap = 0; tap < taps; ++tap) {
    const std::size_t channel = tap % channels;
    const std::size_t x = begin + tap / channels % convolution.kernel * convolution.dilation;
    const std::size_t y = begin + tap / channels / convolution.kernel * convolution.dilation;
    images[((tap * side + y) * side + x) * channels + channel] = 1;
  }
  stem.Run(pool);

  const engine::ValueView output = stem.output();
  const std::size_t outputs = output.shape.channels;
  const auto answer = [&](std::size_t image, std::size_t filter) {
    const std::size_t row = (image * output.shape.height + place) * output.shape.width + place;
    return output.data[row * outputs + filter];
  };
  LayerValues values{.outputs = outputs,
                     .height = convolution.kernel,
                     .width = convolution.kernel,
                     .inputs = channels,
                     .weights = std::vector<float>(outputs * taps),
                     .bias = std::vector<float>(outputs)};
  for (std::size_t filter = 0; filter < outputs; ++filter) {
    values.bias[filter] = answer(taps, filter);
    for (std::size_t tap = 0; tap < taps; ++tap) {
      values.weights[filter * taps + tap] = answer(tap, filter) - values.bias[filter];
    }
  }
  return values;
}

LayerValues HeadWeights(const ResNetConfig& config,
                        const std::shared_ptr<const engine::Weights>& weights,
                        const engine::ThreadPool& pool) {
  const bool linear = config.num_classes > 0 &&
                      std::ranges::none_of(config.head.layers, [](const HeadLayer& layer) {
                        return layer.type == HeadLayerType::kActivation && !layer.before_pooling;
                      });
  if (!linear) {
    throw Error(ErrorCode::kInvalidOption,
                config.num_classes == 0
                    ? "The network has no classes, so its head has no weights."
                    : "The head is several layers with an activation between them, so no single "
                      "weight leads from a channel to a class.");
  }
  const std::size_t inputs = weights->usual_shape(*weights->graph().Find("pooled")).channels;
  LayerValues values{.outputs = config.num_classes,
                     .inputs = inputs,
                     .weights = std::vector<float>(config.num_classes * inputs),
                     .bias = {}};
  engine::Execution head(weights, {.batch = kProbes, .height = 1, .width = 1, .from = "pooled"},
                         pool);
  // The probe after the last channel is zero, for the bias.
  for (std::size_t first = 0; first <= inputs; first += kProbes) {
    const std::size_t last = std::min(first + kProbes, inputs);
    std::ranges::fill(head.input(), 0.0f);
    for (std::size_t input = first; input < last; ++input) {
      head.input()[(input - first) * inputs + input] = 1;
    }
    head.Run(pool);
    const std::span<const float> logits = head.output().values();
    for (std::size_t input = first; input < last; ++input) {
      for (std::size_t output = 0; output < values.outputs; ++output) {
        values.weights[output * inputs + input] = logits[(input - first) * values.outputs + output];
      }
    }
    if (last == inputs && inputs - first < kProbes) {
      const auto zeros =
          logits.begin() + static_cast<std::ptrdiff_t>((inputs - first) * values.outputs);
      values.bias.assign(zeros, zeros + static_cast<std::ptrdiff_t>(values.outputs));
    }
  }
  for (std::size_t output = 0; output < values.outputs; ++output) {
    for (std::size_t input = 0; input < inputs; ++input) {
      values.weights[output * inputs + input] -= values.bias[output];
    }
  }
  return values;
}

}  // namespace residua
