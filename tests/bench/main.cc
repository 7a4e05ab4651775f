// Milliseconds and GFLOP/s (of the textbook algorithm) per layer, XNNPACK's operators beside the
// kernels that are chosen. Runs of both alternate, so that what disturbs one disturbs the
// other.
//
//   residua_bench [--depth 18|34|50] [--threads N] [--size PIXELS] [--batch N] [--rounds N]
//   [--fastest 1] [--decoding 1] [--fused 1] [--photo FILE]
//
// Medians; with --fastest 1 the fastest run of every layer, for machines that others use as well.
// With --decoding 1 instead what decoding a checkpoint's weights takes, with --photo what a photo
// does.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "bench/decoding.h"
#include "bench/networks.h"
#include "bench/photos.h"
#include "core/error.h"
#include "engine/execution.h"
#include "engine/fused_vectors.h"

namespace residua::bench {
namespace {

using engine::Execution;
using engine::KernelChoice;

struct Options {
  std::size_t depth = 0;  // 0: 18 and 50
  std::size_t threads = 1;
  std::size_t size = 224;  // pixels
  std::size_t batch = 1;
  std::size_t rounds = 15;
  std::size_t fastest = 0;   // whether to take the fastest run rather than the median one
  std::size_t decoding = 0;  // whether to measure decoding instead
  std::size_t fused = 0;     // whether to use the kernels for browsers that fuse pairs of vectors
  std::string photo;         // to measure instead; empty for none
};

double Typical(std::vector<double> values, bool fastest) {
  std::sort(values.begin(), values.end());
  return values[fastest ? 0 : values.size() / 2];
}

// An execution of a network, and what its runs took.
class Subject {
 public:
  Subject(std::shared_ptr<const engine::Weights> weights, std::size_t size, std::size_t batch,
          const engine::ThreadPool& pool)
      : execution_(std::move(weights), {.batch = batch, .height = size, .width = size}, pool),
        steps_(execution_.report().size()) {
    std::mt19937 random(1);
    input_.resize(execution_.input().size());
    for (float& value : input_) value = static_cast<float>(random()) / 2147483648.0f - 1.0f;
  }

  void Run(const engine::ThreadPool& pool, bool keep) {
    std::copy(input_.begin(), input_.end(), execution_.input().begin());
    const auto start = std::chrono::steady_clock::now();
    execution_.RunWithClock(pool);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    if (!keep) return;
    total_.push_back(time.count());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      steps_[i].push_back(execution_.report()[i].milliseconds);
    }
  }

  // Milliseconds per name of a step, and "all".
  std::map<std::string, double> Times(bool fastest) const {
    std::map<std::string, double> times{{"all", Typical(total_, fastest)}};
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      times["sum of layers"] += Typical(steps_[i], fastest);
      times[execution_.report()[i].name] += Typical(steps_[i], fastest);
    }
    return times;
  }

  const Execution& execution() const { return execution_; }

 private:
  Execution execution_;
  std::vector<float> input_;
  std::vector<std::vector<double>> steps_;
  std::vector<double> total_;
};

void PrintRow(const std::string& name, double flops, double direct, double chosen) {
  std::printf("%-20s %9.3f %8.1f %9.3f %8.1f %7.2f\n", name.c_str(), direct, flops / direct / 1e6,
              chosen, flops / chosen / 1e6, chosen / direct);
}

double LargestDifference(const Execution& a, const Execution& b) {
  const auto x = a.output().values();
  const auto y = b.output().values();
  float difference = 0;
  float largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    difference = std::max(difference, std::abs(x[i] - y[i]));
    largest = std::max(largest, std::abs(x[i]));
  }
  return static_cast<double>(difference / largest);
}

void Measure(std::size_t depth, const Options& options, const engine::ThreadPool& pool) {
  const auto make = [&](KernelChoice choice) {
    return MakeResNet(depth, {.choice = choice, .height = options.size, .width = options.size});
  };
  const auto start = std::chrono::steady_clock::now();
  Subject direct(make(KernelChoice::kDirect), options.size, options.batch, pool);
  const auto middle = std::chrono::steady_clock::now();
  Subject chosen(make(KernelChoice::kAuto), options.size, options.batch, pool);
  const auto end = std::chrono::steady_clock::now();
  // XNNPACK's convolution where it is at its best: what the whole network is measured against.
  Subject spatial(MakeSpatial(64, {.choice = KernelChoice::kDirect}), 56, 1, pool);

  constexpr std::size_t kWarmUp = 4;
  for (std::size_t round = 0; round < options.rounds + kWarmUp; ++round) {
    direct.Run(pool, round >= kWarmUp);
    chosen.Run(pool, round >= kWarmUp);
    spatial.Run(pool, round >= kWarmUp);
  }

  const bool fastest = options.fastest != 0;
  std::printf("\nResNet-%zu, %zu x %zu x %zu, %zu threads: %s of %zu\n", depth, options.batch,
              options.size, options.size, pool.threads(), fastest ? "fastest" : "medians",
              options.rounds);
  std::printf("%-20s %9s %8s %9s %8s %7s\n", "", "direct ms", "GFLOP/s", "chosen ms", "GFLOP/s",
              "ratio");
  const std::map<std::string, double> direct_times = direct.Times(fastest);
  std::map<std::string, double> chosen_times = chosen.Times(fastest);
  double flops = 0;
  for (const engine::StepReport& step : direct.execution().report()) {
    flops += step.flops;
    const auto found = chosen_times.find(step.name);
    if (found == chosen_times.end()) {  // fused into its neighbour
      std::printf("%-20s %9.3f\n", step.name.c_str(), direct_times.at(step.name));
      continue;
    }
    PrintRow(step.name, step.flops, direct_times.at(step.name), found->second);
  }
  PrintRow("all", flops, direct_times.at("all"), chosen_times.at("all"));
  PrintRow("sum of layers", flops, direct_times.at("sum of layers"),
           chosen_times.at("sum of layers"));
  const double spatial_ms = spatial.Times(fastest).at("all");
  const double spatial_rate = spatial.execution().report()[0].flops / spatial_ms / 1e6;
  std::printf("XNNPACK's 3x3 at 56x56x64: %.3f ms, %.1f GFLOP/s; the network direct: %.2f of it\n",
              spatial_ms, spatial_rate, flops / direct_times.at("all") / 1e6 / spatial_rate);
  std::printf("largest difference of an output: %.1e of the largest\n",
              LargestDifference(direct.execution(), chosen.execution()));
  const auto ms = [](auto duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
  };
  std::printf("packing (with random numbers made): %.0f ms direct, %.0f ms chosen\n",
              ms(middle - start), ms(end - middle));
}

std::optional<Options> Parse(int count, char** arguments) {
  Options options;
  const std::map<std::string, std::size_t*> numbers = {
      {"--depth", &options.depth},       {"--threads", &options.threads},
      {"--size", &options.size},         {"--batch", &options.batch},
      {"--rounds", &options.rounds},     {"--fastest", &options.fastest},
      {"--decoding", &options.decoding}, {"--fused", &options.fused}};
  for (int i = 1; i + 1 < count; i += 2) {
    if (arguments[i] == std::string("--photo")) {
      options.photo = arguments[i + 1];
      continue;
    }
    const auto found = numbers.find(arguments[i]);
    if (found == numbers.end()) return std::nullopt;
    *found->second = static_cast<std::size_t>(std::strtoul(arguments[i + 1], nullptr, 10));
  }
  return count % 2 == 1 ? std::optional(options) : std::nullopt;
}

}  // namespace
}  // namespace residua::bench

int main(int count, char** arguments) {
  using namespace residua;
  const std::optional<bench::Options> options = bench::Parse(count, arguments);
  if (!options) {
    std::fprintf(
        stderr,
        "usage: residua_bench [--depth 18|34|50] [--threads N] [--size PIXELS] "
        "[--batch N] [--rounds N] [--fastest 1] [--decoding 1] [--fused 1] [--photo FILE]\n");
    return 2;
  }
  try {
    if (options->decoding != 0) {
      bench::MeasureDecoding(options->rounds);
      return 0;
    }
    if (!options->photo.empty()) {
      bench::MeasurePhoto(options->photo, options->rounds);
      return 0;
    }
    engine::SetVectorsFused(options->fused != 0);
    const engine::ThreadPool pool(options->threads);
    if (options->depth != 50) {
      bench::Measure(options->depth ? options->depth : 18, *options, pool);
    }
    if (options->depth == 0 || options->depth == 50) bench::Measure(50, *options, pool);
  } catch (const Error& error) {
    std::fprintf(stderr, "residua_bench: %s\n", error.what());
    return 1;
  }
}
