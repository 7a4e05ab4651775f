#include "model/gates.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <vector>

namespace residua {
namespace {

constexpr FoundGateLayer Dense(std::size_t out, std::size_t in) {
  return {.out_channels = out, .in_channels = in};
}

constexpr FoundGateLayer OverChannels(std::size_t taps) {
  return {.type = GateLayerType::kOverChannels, .out_channels = 1, .in_channels = taps};
}

std::optional<FittedGate> Fit(const std::vector<FoundGateLayer>& layers) { return FitGate(layers); }

}  // namespace

TEST_CASE("A gate is recognised by the channels of its layers", "[model]") {
  SECTION("fewer channels and back again") {
    const std::optional<FittedGate> fitted = Fit({Dense(4, 64), Dense(64, 4)});
    REQUIRE(fitted);
    CHECK(fitted->config == GateConfig{GateType::kSqueezeExcite, 4});
    CHECK(fitted->channels == 64);
  }
  SECTION("an odd number of taps over any number of channels") {
    const std::optional<FittedGate> fitted = Fit({OverChannels(5)});
    REQUIRE(fitted);
    CHECK(fitted->config == GateConfig{GateType::kEfficient, 5});
    CHECK(fitted->channels == 0);
  }
  SECTION("as many channels, in a module that is called so") {
    const FoundGateLayer layers[] = {Dense(64, 64)};
    const std::optional<FittedGate> fitted = FitGate(layers, "ese");
    REQUIRE(fitted);
    CHECK(fitted->config == GateConfig{GateType::kEffective, 64});
    CHECK(fitted->channels == 64);
    CHECK_FALSE(FitGate(layers, "downsample"));
    CHECK(FitGate(layers)->config.type == GateType::kEffective);
  }
  SECTION("nothing else") {
    CHECK_FALSE(Fit({}));
    CHECK_FALSE(Fit({Dense(4, 64), Dense(32, 4)}));               // not back to all channels
    CHECK_FALSE(Fit({Dense(4, 64), Dense(64, 8)}));               // they do not follow
    CHECK_FALSE(Fit({Dense(4, 64), Dense(4, 4), Dense(64, 4)}));  // one too many
    CHECK_FALSE(Fit({OverChannels(4)}));                          // no middle
    CHECK_FALSE(Fit({OverChannels(3), OverChannels(3)}));
  }
}

TEST_CASE("Gates are described with their size", "[model]") {
  CHECK(Describe({GateType::kSqueezeExcite, 16}) == "squeeze-and-excitation of 16");
  CHECK(Describe({GateType::kEfficient, 3}) == "efficient channel attention of 3");
}

TEST_CASE("What a gate costs is that of its layers", "[model]") {
  SECTION("squeeze-and-excitation: 64 x 4 + 4 and 4 x 64 + 64") {
    const GateCost cost = CostOf({GateType::kSqueezeExcite, 4}, 64);
    CHECK(cost.parameters == 580);
    CHECK(cost.multiplications == 512);
  }
  SECTION("efficient channel attention: its taps, at each of 64 channels") {
    const GateCost cost = CostOf({GateType::kEfficient, 3}, 64);
    CHECK(cost.parameters == 3);
    CHECK(cost.multiplications == 192);
  }
  SECTION("effective squeeze-and-excitation: 64 x 64 + 64") {
    const GateCost cost = CostOf({GateType::kEffective, 64}, 64);
    CHECK(cost.parameters == 4160);
    CHECK(cost.multiplications == 4096);
  }
  SECTION("no gate: nothing") {
    CHECK(CostOf({}, 64).parameters == 0);
    CHECK(CostOf({}, 64).multiplications == 0);
  }
}

TEST_CASE("Every row of the table of gates is complete", "[model]") {
  std::set<std::string> names = {RowOf(GateType::kNone).name};
  for (const Gate& row : Gates()) {
    CHECK(names.insert(row.name).second);
    CHECK(RowOf(row.type).name == std::string(row.name));
    CHECK_FALSE(std::string(row.words).empty());
    REQUIRE_FALSE(row.layers.empty());
    CHECK_FALSE(row.layers.back().squeezes);  // a number for every channel
    CHECK(row.layers.back().activation != engine::Activation());
  }
}

}  // namespace residua
