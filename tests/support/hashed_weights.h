// Weights made from nothing but a tensor's name and shape, bit for bit those of
// scripts/python/residua_tools/reference/hashed_weights.py, which says why they are scaled as they
// are.

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace residua::testing {

// FNV-1a, 64 bits.
inline std::uint64_t HashName(std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

// A multiple of 2^-23 in [-1, 1): splitmix64's output number `index`, started from HashName.
inline float HashUnit(std::uint64_t name_hash, std::uint64_t index) {
  std::uint64_t z = name_hash + (index + 1) * 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  z ^= z >> 31;
  const auto top = static_cast<std::int32_t>(z >> 40) - (1 << 23);
  return static_cast<float>(top) * 0x1p-23f;
}

// offset + unit * scale, times gain: how a kind of tensor uses the hash. Each product with a power
// of two is exact, so the bits do not depend on whether the compiler fuses.
struct HashedRange {
  float offset = 0;
  float scale = 1;
  float gain = 1;

  float Map(float unit) const { return (offset + unit * scale) * gain; }
};

inline HashedRange RangeOf(std::string_view name, std::span<const std::uint64_t> shape) {
  const std::size_t dot = name.rfind('.');
  const std::string_view kind = dot == name.npos ? name : name.substr(dot + 1);
  const std::string_view module = dot == name.npos ? "" : name.substr(0, dot);
  if (kind == "weight" && shape.size() >= 2) {
    std::uint64_t fan_in = 1;
    for (const std::uint64_t size : shape.subspan(1)) fan_in *= size;
    return {.scale = std::sqrt(6.0f / static_cast<float>(fan_in))};
  }
  if (kind == "weight") {
    const float gain = module.ends_with(".bn2") ? 0.25f : module.ends_with(".bn3") ? 0.5f : 1.0f;
    return {.offset = 1, .scale = 0.25f, .gain = gain};
  }
  if (kind == "bias" || kind == "running_mean") return {.scale = 0.125f};
  if (kind == "running_var") return {.offset = 1, .scale = 0.5f};
  return {.scale = 2};
}

// The tensor of that name and shape, flat in PyTorch's order ("input" is N, C, H, W).
inline std::vector<float> HashedTensor(std::string_view name,
                                       std::span<const std::uint64_t> shape) {
  std::size_t elements = 1;
  for (const std::uint64_t size : shape) elements *= static_cast<std::size_t>(size);
  const std::uint64_t hash = HashName(name);
  const HashedRange range = RangeOf(name, shape);
  std::vector<float> values(elements);
  for (std::size_t i = 0; i < elements; ++i) values[i] = range.Map(HashUnit(hash, i));
  return values;
}

}  // namespace residua::testing
