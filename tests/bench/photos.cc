#include "bench/photos.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/error.h"
#include "core/stopwatch.h"
#include "image/decode.h"
#include "image/preprocess.h"

namespace residua::bench {
namespace {

std::vector<std::uint8_t> ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw Error(ErrorCode::kInvalidImage, "cannot open " + path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// FNV-1a.
std::uint64_t Checksum(const std::vector<float>& values) {
  std::uint64_t sum = 14695981039346656037u;
  for (const float value : values) {
    sum = (sum ^ std::bit_cast<std::uint32_t>(value)) * 1099511628211u;
  }
  return sum;
}

}  // namespace

void MeasurePhoto(const std::string& path, std::size_t rounds) {
  const std::vector<std::uint8_t> file = ReadFile(path);
  const PreprocessConfig config;
  std::vector<float> input(static_cast<std::size_t>(config.crop.width * config.crop.height) * 3);
  std::vector<double> decode;
  std::vector<double> preprocess;
  for (std::size_t round = 0; round < rounds; ++round) {
    Stopwatch watch;
    const std::unique_ptr<PixelRows> rows =
        OpenRows(file, {}, [&](PixelSize size) { return PixelsRead(size, config); });
    decode.push_back(watch.Lap());
    PreprocessInto(*rows, config, input);
    preprocess.push_back(watch.Lap());
  }
  std::printf("decode %.2f ms, preprocess %.2f ms: medians of %zu; checksum %016llx\n",
              Median(decode), Median(preprocess), rounds,
              static_cast<unsigned long long>(Checksum(input)));
}

}  // namespace residua::bench
