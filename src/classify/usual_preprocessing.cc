#include "classify/usual_preprocessing.h"

#include <algorithm>

namespace residua {
namespace {

// Of CIFAR-10's training photos, used by most networks for it.
constexpr std::array<float, 3> kCifarMean = {0.4914f, 0.4822f, 0.4465f};
constexpr std::array<float, 3> kCifarStddev = {0.2023f, 0.1994f, 0.2010f};

// Photos are resized to slightly more than the input size and cropped, as by torchvision; for small
// or non-square inputs they are resized to the input size.
void PrepareFor(PixelSize size, PreprocessConfig& config, std::vector<std::string>& assumptions) {
  constexpr int kSmall = 100;  // pixels
  if (size.width != size.height || size.width < kSmall) {
    config.resize = ResizePolicy::kSquash;
    config.resize_size = config.crop = size;
    assumptions.push_back("photos are resized to " + std::to_string(size.height) + "x" +
                          std::to_string(size.width) + " pixels");
    return;
  }
  const PreprocessConfig usual;
  const int short_side = size.width * usual.resize_short_side / usual.crop.width;
  if (size != usual.crop) {
    config.crop = size;
    config.resize_short_side = short_side;
  }
  assumptions.push_back("photos are prepared as by torchvision: shorter side " +
                        std::to_string(short_side) + ", centre " + std::to_string(size.width));
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
  if (!card.says_input_size) {
    PixelSize size{side, side};
    if (network.input_height != 0) {
      size = {static_cast<int>(network.input_width), static_cast<int>(network.input_height)};
    }
    PrepareFor(size, config, assumptions);
  }
  if (network.normalisation) {
    // Values above 1 are on the scale of pixel values, 0 to 255.
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
