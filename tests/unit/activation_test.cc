#include "engine/activation.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "support/naive.h"
#include "support/naive_activation.h"
#include "support/run_kernel.h"

namespace residua::testing {
namespace {

using engine::Activation;

const std::vector<Activation> kAll = {
    {},
    engine::kRelu,
    engine::kRelu6,
    engine::LeakyRelu(0.1f),
    engine::Elu(1.5f),
    engine::kSilu,
    engine::kGelu,
    engine::kMish,
    engine::kTanh,
    engine::kSigmoid,
    engine::kHardSigmoid,
    engine::kHardSwish,
};

}  // namespace

TEST_CASE("Activations agree with their formulas everywhere", "[engine]") {
  // From -30 to 30 in steps of 1/64, and far beyond; no multiple of a vector.
  std::vector<float> values;
  for (int i = -30 * 64; i <= 30 * 64; ++i) values.push_back(static_cast<float>(i) / 64);
  for (const float far : {87.0f, 100.0f, 1e4f, 3e38f}) values.insert(values.end(), {far, -far});
  values.insert(values.end(), {1e-30f, -1e-30f, -0.0f, 1e-4f});
  for (const Activation& activation : kAll) {
    INFO("kind " << static_cast<int>(activation.kind));
    std::vector<float> results(values.size());
    engine::ApplyActivation(activation, values.data(), results.data(), values.size());
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double expected = NaiveActivation(activation, values[i]);
      const double error =
          std::abs(double{results[i]} - expected) / std::max(1.0, std::abs(expected));
      if (!(error <= worst)) worst = error;
    }
    CHECK(worst < 4e-7);
  }
}

TEST_CASE("Activations take any number of elements, in place too, and touch no others",
          "[engine]") {
  for (std::size_t count = 1; count <= 9; ++count) {
    std::vector<float> values = RandomFloats(12, 1);
    const std::vector<float> before = values;
    engine::ApplyActivation(engine::kSilu, values.data(), values.data(), count);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i < count) {
        CHECK(std::abs(values[i] - NaiveActivation(engine::kSilu, before[i])) < 1e-6);
      } else {
        CHECK(values[i] == before[i]);
      }
    }
  }
}

TEST_CASE("Smooth activations of NaN are NaN", "[engine]") {
  for (const Activation& activation : kAll) {
    if (ClampOf(activation)) continue;
    if (activation == engine::kHardSigmoid) continue;  // a limit too
    INFO("kind " << static_cast<int>(activation.kind));
    float value = std::numeric_limits<float>::quiet_NaN();
    engine::ApplyActivation(activation, &value, &value, 1);
    CHECK(std::isnan(value));
  }
}

TEST_CASE("An activation is a pass of its own where nothing takes it in", "[engine]") {
  const Tensor input = RandomTensor({1, 75, 75, 3}, 1);  // more than a tile
  const Tensor output = RunOperator(engine::ActivationOperator(engine::kRelu), {&input});
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    REQUIRE(output.values[i] == std::max(input.values[i], 0.0f));
  }
}

}  // namespace residua::testing
