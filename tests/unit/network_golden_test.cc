// Every architecture against PyTorch, at every point that tests/golden/networks records.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "engine/execution.h"
#include "model/network_loader.h"
#include "support/golden_file.h"
#include "support/golden_hints.h"
#include "support/hashed_checkpoint.h"

namespace residua::testing {
namespace {

// The bound of direct convolution, relative to a point's largest value.
constexpr double kTolerance = 1e-4;

std::vector<std::filesystem::path> GoldenFiles() {
  std::vector<std::filesystem::path> files;
  const std::string folder = RESIDUA_SOURCE_DIR "/tests/golden/networks";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".golden") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

Network Load(const GoldenFile& golden) {
  NetworkLoader loader(NetworkHints{.architecture = HintsOf(golden),
                                    .kernels = {.choice = engine::KernelChoice::kDirect}});
  StreamHashedSafetensors(golden.tensors,
                          [&](std::span<const std::byte> piece) { loader.Push(piece); });
  return loader.Finish();
}

Tensor Copy(const engine::ValueView& view) {
  Tensor tensor(view.shape);
  std::ranges::copy(view.values(), tensor.values.begin());
  return tensor;
}

// The largest difference over all points of the case. Taps are taken a few at a time, so that the
// deepest networks fit into a browser's memory.
double LargestDifference(Network& network, const GoldenCase& golden) {
  constexpr std::size_t kTapsAtATime = 24;
  const engine::ThreadPool pool;
  const Tensor input = HashedInput(golden.input);
  double largest = 0;
  for (std::size_t first = 0; first < golden.points.size(); first += kTapsAtATime) {
    const std::size_t last = std::min(first + kTapsAtATime, golden.points.size());
    std::vector<std::string> taps;
    for (std::size_t i = first; i < last; ++i) taps.push_back(golden.points[i].name);
    engine::Execution execution(network.weights,
                                {.batch = golden.input.batch,
                                 .height = golden.input.height,
                                 .width = golden.input.width,
                                 .taps = taps},
                                pool);
    std::ranges::copy(input.values, execution.input().begin());
    execution.Run(pool);
    for (std::size_t i = first; i < last; ++i) {
      const GoldenPoint& point = golden.points[i];
      const double difference = Difference(point, Copy(execution.Get(point.name)));
      INFO(point.name);
      CHECK(difference < kTolerance);
      largest = std::max(largest, difference);
    }
  }
  return largest;
}

void CheckAgainstPyTorch(const std::filesystem::path& file) {
  const GoldenFile golden = ReadGoldenFile(file.string());
  Network network = Load(golden);
  const std::string published = network.config.name;
  const std::string recorded = golden.facts.at("network");
  // A network with a published variant's shapes is recognised as that variant.
  if (published != "resnet") CHECK(recorded.find(published) != std::string::npos);
  double largest = 0;
  for (const GoldenCase& c : golden.cases) {
    INFO(c.input.batch << "x" << c.input.channels << "x" << c.input.height << "x" << c.input.width);
    largest = std::max(largest, LargestDifference(network, c));
  }
  std::cout << "difference " << recorded << " " << largest << "\n";
}

bool IsSmall(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return name.starts_with("tiny_") || name.starts_with("custom_") || name.starts_with("grammar_") ||
         name == "resnet18.golden";
}

}  // namespace

TEST_CASE("Small networks agree with PyTorch at every recorded point", "[golden]") {
  std::size_t files = 0;
  for (const std::filesystem::path& file : GoldenFiles()) {
    if (!IsSmall(file)) continue;
    DYNAMIC_SECTION(file.stem().string()) { CheckAgainstPyTorch(file); }
    ++files;
  }
  CHECK(files >= 40);
}

// Apart, because a sanitised build would take an hour.
TEST_CASE("Every published network agrees with PyTorch at every recorded point", "[golden][slow]") {
  std::size_t files = 0;
  for (const std::filesystem::path& file : GoldenFiles()) {
    if (IsSmall(file)) continue;
    DYNAMIC_SECTION(file.stem().string()) { CheckAgainstPyTorch(file); }
    ++files;
  }
  CHECK(files >= 25);
}

}  // namespace residua::testing
