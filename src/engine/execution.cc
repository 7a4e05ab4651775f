#include "engine/execution.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/error.h"
#include "core/stopwatch.h"
#include "engine/passes/drop_unused.h"
#include "engine/passes/infer_shapes.h"
#include "engine/passes/plan_memory.h"

namespace residua::engine {
namespace {

// Throws Error(kOutOfMemory) if the size exceeds the address space.
std::size_t ValueBytes(const Shape4& shape, DataType type) {
  const double elements = static_cast<double>(shape.batch) * static_cast<double>(shape.height) *
                          static_cast<double>(shape.width) * static_cast<double>(shape.channels);
  constexpr std::size_t kMaxElements = std::numeric_limits<std::size_t>::max() / 8;
  if (elements > static_cast<double>(kMaxElements)) {
    throw Error(ErrorCode::kOutOfMemory,
                "The images need more memory than can be addressed: use a smaller batch or size.");
  }
  return shape.elements() * SizeOf(type) + XNN_EXTRA_BYTES;
}

std::size_t FindValue(const Graph& graph, const std::string& name) {
  const std::optional<std::size_t> node = graph.Find(name);
  if (!node) {
    throw Error(ErrorCode::kInvalidOption, "The network has no value named \"" + name + "\".");
  }
  return *node;
}

std::vector<NodeCut> FindCuts(const Graph& graph, const std::vector<Cut>& cuts) {
  std::vector<NodeCut> found;
  for (const Cut& cut : cuts) {
    const std::size_t node = FindValue(graph, cut.sum);
    if (!graph.nodes()[node].op || !graph.nodes()[node].op->JoinsShortcut()) {
      throw Error(ErrorCode::kInvalidOption,
                  "The value \"" + cut.sum + "\" is not the sum of a branch and a shortcut.");
    }
    found.push_back({.node = node, .passes_on = cut.side == Cut::Side::kBranch ? 1u : 0u});
  }
  return found;
}

}  // namespace

Execution::Execution(std::shared_ptr<const Weights> weights, const ExecutionOptions& options,
                     const ThreadPool& pool)
    : weights_(std::move(weights)), threads_(pool.threads()) {
  if (options.batch == 0 || options.height == 0 || options.width == 0) {
    throw Error(ErrorCode::kInvalidOption, "The input must have at least one image of one pixel.");
  }
  const Graph& graph = weights_->graph();
  if (!options.from.empty()) first_ = FindValue(graph, options.from);
  kept_.push_back(options.to.empty() ? graph.nodes().size() - 1 : FindValue(graph, options.to));
  for (const std::string& tap : options.taps) kept_.push_back(FindValue(graph, tap));

  const std::vector<NodeCut> cuts = FindCuts(graph, options.cuts);
  const Demand demand = DropUnused(
      graph, {.kept = kept_, .first = first_, .shortcuts = options.shortcuts, .cuts = cuts});
  alias_ = demand.alias;
  for (std::size_t& node : kept_) node = alias_[node];
  shapes_ = InferShapes(
      graph, demand, first_,
      {options.batch, options.height, options.width, weights_->usual_shape(first_).channels});
  instructions_ = Fuse(*weights_, demand, first_);
  MakeSteps(pool);
  BindSteps();
}

void Execution::MakeSteps(const ThreadPool& pool) {
  const Graph& graph = weights_->graph();
  for (const Instruction& instruction : instructions_) {
    std::vector<Shape4> inputs;
    inputs.reserve(instruction.inputs.size());
    for (const std::size_t input : instruction.inputs) inputs.push_back(shapes_[input]);
    const Shape4& output = shapes_[instruction.result];
    steps_.push_back(
        weights_->kernel(instruction.node)
            .MakeStep(
                {.inputs = inputs, .output = output, .fusion = instruction.fusion, .pool = pool}));

    const Node& node = graph.nodes()[instruction.node];
    std::size_t bytes = output.elements() * SizeOf(node.type);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      bytes += inputs[i].elements() * SizeOf(graph.nodes()[instruction.inputs[i]].type);
    }
    if (node.layer) bytes += graph.layers()[*node.layer].shape.weights() * SizeOf(node.type);
    // A fused step is named after its first layer.
    report_.push_back({.name = graph.Describe(instruction.node),
                       .flops = node.op->Flops(inputs, output),
                       .bytes = bytes});
  }
}

void Execution::BindSteps() {
  std::vector<std::size_t> values(shapes_.size(), 0);
  const auto measure = [&](std::size_t node) {
    values[node] = ValueBytes(shapes_[node], weights_->graph().nodes()[node].type);
  };
  measure(first_);
  for (const Instruction& instruction : instructions_) measure(instruction.result);
  std::vector<std::size_t> scratch;
  scratch.reserve(steps_.size());
  for (const std::unique_ptr<Step>& step : steps_) scratch.push_back(step->scratch_bytes());

  MemoryPlan plan =
      PlanMemory(*weights_, instructions_,
                 {.values = values, .scratch = scratch, .first = first_, .kept = kept_});
  offsets_ = std::move(plan.values);
  arena_bytes_ = plan.bytes;
  arena_ = MakeAlignedBytes(arena_bytes_, "the network's activations");

  for (std::size_t i = 0; i < steps_.size(); ++i) {
    std::vector<const void*> inputs;
    for (const std::size_t input : instructions_[i].inputs) inputs.push_back(Address(input));
    steps_[i]->Bind({.inputs = inputs,
                     .output = Address(instructions_[i].result),
                     .scratch = scratch[i] > 0 ? arena_.get() + plan.scratch[i] : nullptr});
  }
}

float* Execution::Address(std::size_t node) const {
  return reinterpret_cast<float*>(arena_.get() + offsets_[node]);
}

std::span<float> Execution::input() { return {Address(first_), shapes_[first_].elements()}; }

// The scratch memory suffices for this many threads.
void Execution::CheckPool(const ThreadPool& pool) const {
  if (pool.threads() <= threads_) return;
  throw Error(ErrorCode::kInternal, "An execution for " + std::to_string(threads_) +
                                        " threads was run on " + std::to_string(pool.threads()) +
                                        ".");
}

void Execution::Run(const ThreadPool& pool) {
  CheckPool(pool);
  for (const std::unique_ptr<Step>& step : steps_) step->Run(pool);
}

void Execution::RunWithClock(const ThreadPool& pool) {
  CheckPool(pool);
  Stopwatch stopwatch;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    steps_[i]->Run(pool);
    report_[i].milliseconds = stopwatch.Lap();
  }
}

ValueView Execution::output() const {
  return {.shape = shapes_[kept_[0]], .data = Address(kept_[0])};
}

bool Execution::Has(std::string_view name) const {
  const std::optional<std::size_t> node = weights_->graph().Find(name);
  return node && std::find(kept_.begin(), kept_.end(), alias_[*node]) != kept_.end();
}

ValueView Execution::Get(std::string_view name) const {
  const std::optional<std::size_t> node = weights_->graph().Find(name);
  if (!Has(name)) {
    throw Error(ErrorCode::kInvalidOption,
                "The value \"" + std::string(name) + "\" was not requested before the run.");
  }
  return {.shape = shapes_[alias_[*node]], .data = Address(alias_[*node])};
}

}  // namespace residua::engine
