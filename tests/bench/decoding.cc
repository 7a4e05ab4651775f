#include "bench/decoding.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "checkpoint/convert.h"

namespace residua::bench {
namespace {

// The weights of ResNet-18, as rows of an output channel; batch norms are a thousandth of it.
struct Rows {
  std::uint64_t channels;
  std::uint64_t length;
  std::size_t count;
};
constexpr Rows kWeights[] = {{64, 147, 1},   {64, 576, 4},   {128, 576, 1},  {128, 1152, 3},
                             {128, 64, 1},   {256, 1152, 1}, {256, 2304, 3}, {256, 128, 1},
                             {512, 2304, 1}, {512, 4608, 3}, {512, 256, 1},  {1000, 512, 1}};

TensorEntry Plain(const Rows& rows, DType dtype) {
  const std::uint64_t bytes = rows.channels * rows.length * SizeOf(dtype);
  return {.name = "w", .dtype = dtype, .shape = {rows.channels, rows.length}, .end = bytes};
}

// Puts `part` behind the others of `whole` in the file, in front of them in its list.
void Append(TensorEntry& whole, TensorEntry part) {
  part.begin = whole.end;
  part.end = part.begin + part.elements() * SizeOf(part.dtype);
  whole.end = part.end;
  whole.parts.insert(whole.parts.begin(), std::move(part));
}

TensorEntry WholeNumbers(const Rows& rows) {
  TensorEntry whole{.name = "w", .shape = {rows.channels, rows.length}};
  Append(whole, {.dtype = DType::kF16, .shape = {rows.channels}});
  Append(whole, {.dtype = DType::kI8, .shape = whole.shape});
  return whole;
}

TensorEntry Codebook(const Rows& rows, std::uint64_t vectors, std::uint64_t length) {
  const std::uint64_t codes = (rows.length + length - 1) / length;
  TensorEntry whole{.name = "w", .shape = {rows.channels, rows.length}};
  Append(whole, {.dtype = DType::kF16, .shape = {vectors, length}});
  Append(whole, {.dtype = DType::kF16, .shape = {rows.channels}});
  Append(whole,
         {.dtype = DType::kU8, .shape = {rows.channels, vectors <= 16 ? (codes + 1) / 2 : codes}});
  return whole;
}

void Measure(const char* form, std::size_t rounds,
             const std::function<TensorEntry(const Rows&)>& entry_for) {
  std::uint64_t bytes = 0;
  std::vector<double> times;
  std::vector<std::byte> stored;
  std::vector<float> values;
  for (std::size_t round = 0; round < rounds; ++round) {
    bytes = 0;
    double time = 0;
    for (const Rows& rows : kWeights) {
      const TensorEntry entry = entry_for(rows);
      stored.resize(static_cast<std::size_t>(entry.end));
      // Codes without a pattern.
      std::uint32_t random = 1;
      for (std::byte& byte : stored) {
        random = random * 1664525u + 1013904223u;
        byte = static_cast<std::byte>(random >> 24);
      }
      values.resize(static_cast<std::size_t>(entry.elements()));
      for (std::size_t i = 0; i < rows.count; ++i) {
        const auto start = std::chrono::steady_clock::now();
        ToFloat(entry, stored, values);
        const std::chrono::duration<double, std::milli> took =
            std::chrono::steady_clock::now() - start;
        time += took.count();
        bytes += entry.end;
      }
    }
    times.push_back(time);
  }
  std::ranges::nth_element(times, times.begin() + times.size() / 2);
  std::printf("%-28s %9.2f %9.2f\n", form, static_cast<double>(bytes) * 1e-6,
              times[times.size() / 2]);
}

}  // namespace

void MeasureDecoding(std::size_t rounds) {
  std::printf("\nResNet-18's weights to float32, 1 thread: medians of %zu\n", rounds);
  std::printf("%-28s %9s %9s\n", "form", "MB", "ms");
  Measure("F32", rounds, [](const Rows& rows) { return Plain(rows, DType::kF32); });
  Measure("F16", rounds, [](const Rows& rows) { return Plain(rows, DType::kF16); });
  Measure("whole numbers", rounds, WholeNumbers);
  Measure("codebook of 256 numbers", rounds,
          [](const Rows& rows) { return Codebook(rows, 256, 1); });
  Measure("codebook of 256 pairs", rounds, [](const Rows& rows) { return Codebook(rows, 256, 2); });
  Measure("codebook of 16 numbers", rounds, [](const Rows& rows) { return Codebook(rows, 16, 1); });
}

}  // namespace residua::bench
