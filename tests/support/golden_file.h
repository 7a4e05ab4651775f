// Reads the files of tests/golden/networks: a network's tensors, and values that PyTorch computed
// inside it. tests/golden/README.md describes the format.

#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/tensor.h"
#include "support/hashed_weights.h"

namespace residua::testing {

// One entry of the checkpoint's state_dict.
struct GoldenTensor {
  std::string name;
  bool is_integer = false;  // I64 (num_batches_tracked), value 0; otherwise F32, hashed
  std::vector<std::uint64_t> shape;
  std::string hashed_as;  // the name whose hash fills it: torchvision's
};

// What PyTorch computed at one place, e.g. "stage2.block1.shortcut".
struct GoldenPoint {
  std::string name;
  Shape4 shape;       // pooled features and logits are N x 1 x 1 x C
  double mean = 0;    // of all elements
  float largest = 0;  // greatest absolute value of all elements
  std::vector<float> samples;
};

struct GoldenCase {
  Shape4 input;
  std::vector<GoldenPoint> points;  // in the order of computation
};

// "1 2 4"
inline std::vector<std::size_t> WholeNumbers(const std::string& text) {
  std::istringstream words(text);
  std::vector<std::size_t> numbers;
  for (std::size_t number; words >> number;) numbers.push_back(number);
  return numbers;
}

struct GoldenFile {
  std::map<std::string, std::string> facts;  // "block" -> "basic", ...
  std::vector<GoldenTensor> tensors;
  std::vector<GoldenCase> cases;

  // The whole number or numbers of a fact such as "counts".
  std::vector<std::size_t> Numbers(const std::string& fact) const {
    return WholeNumbers(facts.at(fact));
  }
};

// The flat NCHW index of sample `k` in a tensor of that many elements; k counts from 0 to min(256,
// elements).
inline std::size_t SampleIndex(std::size_t k, std::size_t elements) {
  if (elements <= 256) return k;
  const std::uint64_t fraction = (k * std::uint64_t{2654435769}) & 0xFFFFFFFF;
  return static_cast<std::size_t>((fraction * elements) >> 32);
}

// Where a flat NCHW index lies in our NHWC tensors.
inline std::size_t NhwcIndex(std::size_t nchw, const Shape4& shape) {
  const std::size_t x = nchw % shape.width;
  const std::size_t y = nchw / shape.width % shape.height;
  const std::size_t c = nchw / (shape.width * shape.height) % shape.channels;
  const std::size_t n = nchw / (shape.width * shape.height * shape.channels);
  return ((n * shape.height + y) * shape.width + x) * shape.channels + c;
}

// The network input that the goldens were computed from.
inline Tensor HashedInput(const Shape4& shape) {
  const std::array<std::uint64_t, 4> nchw = {shape.batch, shape.channels, shape.height,
                                             shape.width};
  const std::vector<float> values = HashedTensor("input", nchw);
  Tensor input(shape);
  for (std::size_t i = 0; i < values.size(); ++i) input.values[NhwcIndex(i, shape)] = values[i];
  return input;
}

// The largest of the differences in samples, mean and largest value, as a part of the point's
// largest value. Infinity if the shapes differ or a value is not a number.
inline double Difference(const GoldenPoint& expected, const Tensor& actual) {
  if (actual.shape != expected.shape || actual.values.size() != expected.shape.elements()) {
    return INFINITY;
  }
  double sum = 0;
  float largest = 0;
  for (const float value : actual.values) {
    sum += value;
    largest = std::max(largest, std::fabs(value));
  }
  const double mean = sum / static_cast<double>(actual.values.size());
  double apart = std::max(std::fabs(mean - expected.mean),
                          std::fabs(double{largest} - double{expected.largest}));
  for (std::size_t k = 0; k < expected.samples.size(); ++k) {
    const std::size_t index = NhwcIndex(SampleIndex(k, actual.values.size()), actual.shape);
    apart = std::max(apart, std::fabs(double{actual.values[index]} - double{expected.samples[k]}));
  }
  return std::isfinite(sum) ? apart / expected.largest : INFINITY;
}

// Little-endian float32, as Python's base64 writes them. Throws std::runtime_error for other text.
inline std::vector<float> DecodeFloats(std::string_view base64) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<unsigned char> bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : base64.substr(0, base64.find('='))) {
    const std::size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) throw std::runtime_error("golden file: not base64");
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<unsigned char>(bits >> count));
    }
  }
  if (bytes.size() % sizeof(float) != 0) throw std::runtime_error("golden file: half a float");
  std::vector<float> floats(bytes.size() / sizeof(float));
  std::memcpy(floats.data(), bytes.data(), bytes.size());
  return floats;
}

// Throws std::runtime_error if the text is no golden file.
inline GoldenFile ParseGoldenFile(std::istream& text) {
  const auto read_shape = [](std::istream& words) {
    Shape4 shape;
    words >> shape.batch >> shape.channels >> shape.height >> shape.width;
    return shape;
  };
  GoldenFile golden;
  bool versioned = false;
  for (std::string line; std::getline(text, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (!versioned) {
      if (line != "residua-golden 1") throw std::runtime_error("golden file: unknown version");
      versioned = true;
    } else if (kind == "tensor") {
      GoldenTensor& tensor = golden.tensors.emplace_back();
      std::string dtype;
      words >> tensor.name >> dtype;
      tensor.is_integer = dtype == "i64";
      for (std::uint64_t size; words >> size;) tensor.shape.push_back(size);
      words.clear();
      std::string as;
      if (!(words >> as >> tensor.hashed_as)) tensor.hashed_as = tensor.name;
    } else if (kind == "input") {
      golden.cases.emplace_back().input = read_shape(words);
    } else if (kind == "point") {
      GoldenPoint& point = golden.cases.at(golden.cases.size() - 1).points.emplace_back();
      words >> point.name;
      point.shape = read_shape(words);
      std::string samples;
      if (!(words >> point.mean >> point.largest >> samples)) {
        throw std::runtime_error("golden file: a point without values: " + point.name);
      }
      point.samples = DecodeFloats(samples);
      if (point.samples.size() != std::min<std::size_t>(256, point.shape.elements())) {
        throw std::runtime_error("golden file: wrong number of samples: " + point.name);
      }
    } else {
      golden.facts[kind] = line.substr(std::min(line.size(), kind.size() + 1));
    }
  }
  if (!versioned || golden.cases.empty()) {
    throw std::runtime_error("golden file: incomplete");
  }
  return golden;
}

inline GoldenFile ReadGoldenFile(const std::string& path) {
  std::ifstream text(path);
  if (!text) throw std::runtime_error("golden file: cannot open " + path);
  return ParseGoldenFile(text);
}

}  // namespace residua::testing
