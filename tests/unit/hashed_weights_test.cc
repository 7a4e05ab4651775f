#include "support/hashed_weights.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <string>
#include <vector>

using residua::testing::HashedTensor;
using residua::testing::HashName;
using residua::testing::HashUnit;

TEST_CASE("A tensor's hash is made of two published ones", "[support]") {
  // FNV-1a's own test vectors, and the first output of splitmix64's for the seed 1234567.
  CHECK(HashName("") == 0xCBF29CE484222325);
  CHECK(HashName("a") == 0xAF63DC4C8601EC8C);
  CHECK(HashName("foobar") == 0x85944171F73967E8);
  const auto top = static_cast<float>(6457827717110365317u >> 40);
  CHECK(HashUnit(1234567, 0) == (top - 8388608.0f) / 8388608.0f);
}

TEST_CASE("Hashed weights are bit for bit those of the Python reference", "[support]") {
  struct Expected {
    std::string name;
    std::vector<std::uint64_t> shape;
    std::size_t index;
    float value;  // as scripts/python/residua_tools/reference/hashed_weights.py gives it
  };
  const std::vector<Expected> expected = {
      {"conv1.weight", {64, 3, 7, 7}, 0, 0x1.2a66f8p-6f},
      {"conv1.weight", {64, 3, 7, 7}, 1, 0x1.95c03ep-4f},
      {"conv1.weight", {64, 3, 7, 7}, 9407, -0x1.f0f27cp-4f},
      {"layer1.0.conv2.weight", {64, 64, 3, 3}, 0, -0x1.994118p-5f},
      {"layer1.0.conv2.weight", {64, 64, 3, 3}, 36863, -0x1.730c28p-5f},
      {"layer3.22.conv2.weight", {1024, 16, 3, 3}, 5, 0x1.558492p-3f},
      {"fc.weight", {1000, 512}, 0, -0x1.b3b880p-9f},
      {"fc.weight", {1000, 512}, 511999, -0x1.b9297ap-5f},
      {"bn1.weight", {64}, 0, 0x1.dc3654p-1f},
      {"bn1.weight", {64}, 63, 0x1.fc0902p-1f},
      {"layer1.0.bn2.weight", {64}, 0, 0x1.049f14p-2f},
      {"layer1.0.bn2.weight", {64}, 63, 0x1.99d9d8p-3f},
      {"layer4.2.bn3.weight", {2048}, 2047, 0x1.2e2780p-1f},
      {"layer2.0.downsample.1.weight", {128}, 7, 0x1.30dc1cp+0f},
      {"conv1.1.weight", {24}, 23, 0x1.2454bap+0f},
      {"fc.bias", {1000}, 999, -0x1.584220p-5f},
      {"layer1.0.bn1.bias", {64}, 1, -0x1.a39e00p-5f},
      {"layer1.0.bn1.running_mean", {64}, 2, -0x1.553be0p-4f},
      {"layer1.0.bn1.running_var", {64}, 3, 0x1.4f2e46p-1f},
      {"input", {3, 3, 96, 64}, 0, -0x1.9bd584p+0f},
      {"input", {3, 3, 96, 64}, 1, 0x1.3808b8p-1f},
      {"input", {3, 3, 96, 64}, 55295, 0x1.214a84p+0f},
  };
  for (const Expected& e : expected) {
    CAPTURE(e.name, e.index);
    CHECK(HashedTensor(e.name, e.shape).at(e.index) == e.value);
  }
}
