#include "classify/layer_weights.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "model/network_loader.h"
#include "support/error_of.h"
#include "support/hashed_checkpoint.h"

namespace residua::testing {
namespace {

Network Load() {
  NetworkLoader loader;
  loader.Push(HashedSafetensors(TinyNetwork().tensors));
  return loader.Finish();
}

// A tensor of the checkpoint, as it stands in the file.
std::vector<float> Stored(const std::string& name) {
  const auto found = std::ranges::find(TinyNetwork().tensors, name, &GoldenTensor::name);
  REQUIRE(found != TinyNetwork().tensors.end());
  return HashedTensor(found->hashed_as, found->shape);
}

}  // namespace

TEST_CASE("The stem's weights are the checkpoint's, batch normalisation included", "[classify]") {
  const Network network = Load();
  const engine::ThreadPool pool;
  const LayerValues stem = StemWeights(network.config, network.weights, pool);
  CHECK(stem.outputs == 64);
  CHECK(stem.height == 7);
  CHECK(stem.width == 7);
  CHECK(stem.inputs == 3);
  const std::vector<float> weight = Stored("conv1.weight");  // 64 x 3 x 7 x 7
  const std::vector<float> scale = Stored("bn1.weight");
  const std::vector<float> shift = Stored("bn1.bias");
  const std::vector<float> mean = Stored("bn1.running_mean");
  const std::vector<float> variance = Stored("bn1.running_var");
  double largest = 0;
  for (std::size_t filter = 0; filter < 64; ++filter) {
    const double factor = scale[filter] / std::sqrt(variance[filter] + 1e-5);
    largest =
        std::max(largest, std::abs(shift[filter] - mean[filter] * factor - stem.bias[filter]));
    for (std::size_t tap = 0; tap < 49; ++tap) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const double expected = factor * weight[(filter * 3 + channel) * 49 + tap];
        const float found = stem.weights[(filter * 49 + tap) * 3 + channel];
        largest = std::max(largest, std::abs(expected - found));
      }
    }
  }
  CHECK(largest < 1e-5);
}

TEST_CASE("The head's weights are the checkpoint's", "[classify]") {
  const Network network = Load();
  const engine::ThreadPool pool;
  const LayerValues head = HeadWeights(network.config, network.weights, pool);
  CHECK(head.outputs == 10);
  CHECK(head.inputs == 512);
  const std::vector<float> weight = Stored("fc.weight");  // 10 x 512
  const std::vector<float> bias = Stored("fc.bias");
  REQUIRE(head.weights.size() == weight.size());
  REQUIRE(head.bias.size() == bias.size());
  double largest = 0;
  for (std::size_t i = 0; i < weight.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(weight[i]) - head.weights[i]));
  }
  for (std::size_t i = 0; i < bias.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(bias[i]) - head.bias[i]));
  }
  CHECK(largest < 1e-5);
}

TEST_CASE("A head without classes has no weights to show", "[classify]") {
  Network network = Load();
  network.config.num_classes = 0;
  const engine::ThreadPool pool;
  const Error error = ErrorOf([&] { HeadWeights(network.config, network.weights, pool); });
  CHECK(error.code() == ErrorCode::kInvalidOption);
  CHECK(std::string(error.what()).find("no classes") != std::string::npos);
}

}  // namespace residua::testing
