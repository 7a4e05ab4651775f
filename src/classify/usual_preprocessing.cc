#include "classify/usual_preprocessing.h"

#include <algorithm>

namespace residua {
namespace {

// Of CIFAR-10's training photos, as most networks for it use them.
constexpr std::array<float, 3> kCifarMean = {0.4914f, 0.4822f, 0.4465f};
constexpr std::array<float, 3> kCifarStddev = {0.2023f, 0.1994f, 0.2010f};

void SquashTo(int side, PreprocessConfig& config) {
  config.resize = ResizePolicy::kSquash;
  config.resize_size = config.crop = {.width = side, .height = side};
}

std::array<float, 3> ForAll(const std::vector<float>& values, float scale) {
  std::array<float, 3> all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = values[i % values.size()] * scale;
  return all;
}

}  // namespace

PreprocessConfig PreprocessingFor(const Network& network, const ModelCard& card,
                                  std::vector<std::string>& assumptions) {
  PreprocessConfig config = card.preprocess.value_or(PreprocessConfig());
  const auto side = static_cast<int>(network.config.usual_input());
  const bool small = side != 224;
  if (small && !card.says_input_size) {
    SquashTo(side, config);
    assumptions.push_back("photos are resized to " + std::to_string(side) + "x" +
                          std::to_string(side) + " pixels");
  } else if (!card.says_input_size) {
    assumptions.push_back("photos are prepared as by torchvision: shorter side 256, centre 224");
  }
  if (network.normalisation) {
    // Numbers beyond 1 count in pixel values of 0 to 255.
    const bool bytes = std::ranges::max(network.normalisation->stddev) > 1;
    const float scale = bytes ? 1.0f / 255 : 1.0f;
    config.mean = ForAll(network.normalisation->mean, scale);
    config.stddev = ForAll(network.normalisation->stddev, scale);
  } else if (card.says_normalisation) {
    return config;
  } else if (network.config.input_channels == 1) {
    config.mean.fill(0.5f);
    config.stddev.fill(0.5f);
    assumptions.push_back("mean and standard deviation 0.5");
  } else if (small) {
    config.mean = kCifarMean;
    config.stddev = kCifarStddev;
    assumptions.push_back("mean and standard deviation of CIFAR-10");
  } else {
    assumptions.push_back("mean and standard deviation of ImageNet");
  }
  return config;
}

}  // namespace residua
