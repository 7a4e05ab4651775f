#include "engine/execution.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>
#include <numeric>

#include "core/error.h"
#include "core/stopwatch.h"
#include "engine/buffer_layout.h"

namespace residua::engine {
namespace {

// Cache lines; at least what XNNPACK asks for.
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Bytes of a value of float32. Throws Error(kOutOfMemory) if they cannot be addressed.
std::size_t ValueBytes(const Shape4& shape) {
  const double elements = static_cast<double>(shape.batch) * static_cast<double>(shape.height) *
                          static_cast<double>(shape.width) * static_cast<double>(shape.channels);
  constexpr std::size_t kMaxElements = std::numeric_limits<std::size_t>::max() / 8;
  if (elements > static_cast<double>(kMaxElements)) {
    throw Error(ErrorCode::kOutOfMemory,
                "the images need more memory than can be addressed: use a smaller batch or size");
  }
  return shape.elements() * sizeof(float) + XNN_EXTRA_BYTES;
}

}  // namespace

void Execution::AlignedDelete::operator()(std::byte* bytes) const noexcept {
  ::operator delete[](bytes, std::align_val_t{kAlignment});
}

Execution::Execution(Plan& plan, const ExecutionOptions& options, const ThreadPool& pool)
    : plan_(plan) {
  if (!plan.packed()) throw Error(ErrorCode::kInternal, "a plan was run before it had all weights");
  if (options.batch == 0 || options.height == 0 || options.width == 0) {
    throw Error(ErrorCode::kInvalidOption, "an input needs at least one image of one pixel");
  }
  Schedule(options);
  SizeAndBind(options, pool);
}

std::size_t Execution::Resolve(std::size_t node) const {
  while (alias_[node] != node) node = alias_[node];
  return node;
}

bool Execution::Tapped(std::size_t node) const {
  return std::find(tapped_.begin(), tapped_.end(), node) != tapped_.end();
}

// Turns nodes into instructions: leaves out what nobody needs, and fuses where nobody looks.
void Execution::Schedule(const ExecutionOptions& options) {
  const std::vector<Node>& nodes = plan_.nodes();
  alias_.resize(nodes.size());
  std::iota(alias_.begin(), alias_.end(), std::size_t{0});
  if (!options.shortcuts) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].kind == NodeKind::kAddition) alias_[i] = nodes[i].inputs[0];
    }
  }

  tapped_.push_back(Resolve(nodes.size() - 1));
  for (const std::string& tap : options.taps) {
    const std::optional<std::size_t> node = plan_.Find(tap);
    if (!node) {
      throw Error(ErrorCode::kInvalidOption, "the network has no value named \"" + tap + "\"");
    }
    tapped_.push_back(Resolve(*node));
  }

  std::vector<std::size_t> uses(nodes.size(), 0);
  for (const std::size_t node : tapped_) ++uses[node];
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (uses[i] == 0 || alias_[i] != i) continue;
    for (const std::size_t input : nodes[i].inputs) ++uses[Resolve(input)];
  }

  std::vector<std::size_t> computed_by(nodes.size(), kNone);  // instruction
  // The instruction that computes `node`, if `fusion` can be done by it: no one else wants its
  // result as it is.
  const auto fusible = [&](std::size_t node, bool add, bool relu) -> Instruction* {
    const std::size_t producer = computed_by[node];
    if (producer == kNone || uses[node] != 1 || Tapped(node)) return nullptr;
    Instruction& instruction = instructions_[producer];
    const Fusion fusion{.add = instruction.fusion.add || add, .relu = relu};
    const bool free = !instruction.fusion.relu && !(add && instruction.fusion.add);
    return free && instruction.step->CanFuse(fusion) ? &instruction : nullptr;
  };

  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (uses[i] == 0 || alias_[i] != i) continue;
    const Node& node = nodes[i];
    std::vector<std::size_t> inputs;
    inputs.reserve(node.inputs.size());
    for (const std::size_t input : node.inputs) inputs.push_back(Resolve(input));

    Instruction* host = nullptr;
    if (node.kind == NodeKind::kRelu) {
      host = fusible(inputs[0], /*add=*/false, /*relu=*/true);
      if (host) host->fusion.relu = true;
    } else if (node.kind == NodeKind::kAddition) {
      // The shortcut must be there when the branch's last step runs.
      const bool in_order =
          computed_by[inputs[1]] == kNone || computed_by[inputs[1]] < computed_by[inputs[0]];
      host = in_order ? fusible(inputs[0], /*add=*/true, /*relu=*/false) : nullptr;
      if (host) {
        host->fusion.add = true;
        host->inputs.push_back(inputs[1]);
      }
    }
    if (host) {
      host->node = i;
      computed_by[i] = static_cast<std::size_t>(host - instructions_.data());
      continue;
    }

    Step* step = node.step.get();
    if (node.kind == NodeKind::kAddition) {
      own_steps_.push_back(std::make_unique<AdditionStep>());
      step = own_steps_.back().get();
    } else if (node.kind == NodeKind::kRelu) {
      own_steps_.push_back(std::make_unique<ReluStep>());
      step = own_steps_.back().get();
    }
    computed_by[i] = instructions_.size();
    instructions_.push_back(
        {.step = step, .first_node = i, .node = i, .inputs = std::move(inputs)});
  }
}

void Execution::SizeAndBind(const ExecutionOptions& options, const ThreadPool& pool) {
  const std::vector<Node>& nodes = plan_.nodes();
  shapes_.resize(nodes.size());
  shapes_[0] = {options.batch, options.height, options.width, plan_.input_channels()};

  // One need per node that has a buffer (shared where a step runs in place), then one per scratch.
  std::vector<BufferNeed> needs;
  std::vector<std::size_t> need_of(nodes.size(), kNone);
  const auto last_use = [&](std::size_t node) {
    if (Tapped(node)) return instructions_.size();
    std::size_t last = 0;
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
      const std::vector<std::size_t>& inputs = instructions_[i].inputs;
      if (std::find(inputs.begin(), inputs.end(), node) != inputs.end()) last = i;
    }
    return last;
  };
  need_of[0] = 0;
  needs.push_back({.bytes = ValueBytes(shapes_[0]), .first = 0, .last = last_use(0)});

  std::vector<std::size_t> scratch_of(instructions_.size(), kNone);
  for (std::size_t i = 0; i < instructions_.size(); ++i) {
    Instruction& instruction = instructions_[i];
    std::vector<Shape4> inputs;
    inputs.reserve(instruction.inputs.size());
    for (const std::size_t input : instruction.inputs) inputs.push_back(shapes_[input]);
    instruction.sizing = instruction.step->Reshape(inputs, instruction.fusion, pool);
    const std::size_t node = instruction.node;
    shapes_[node] = instruction.sizing.output;
    const std::size_t bytes = ValueBytes(shapes_[node]);
    const std::size_t last = last_use(node);

    for (std::size_t k = 0; k < inputs.size() && need_of[node] == kNone; ++k) {
      BufferNeed& need = needs[need_of[instruction.inputs[k]]];
      if (need.last == i && need.bytes == bytes && instruction.step->CanRunInPlace(k)) {
        need_of[node] = need_of[instruction.inputs[k]];
        need.last = last;
      }
    }
    if (need_of[node] == kNone) {
      need_of[node] = needs.size();
      needs.push_back({.bytes = bytes, .first = i, .last = last});
    }
    if (instruction.sizing.scratch_bytes > 0) {
      scratch_of[i] = needs.size();
      needs.push_back({.bytes = instruction.sizing.scratch_bytes, .first = i, .last = i});
    }
  }

  const BufferLayout layout = LayOutBuffers(needs, kAlignment);
  arena_bytes_ = layout.bytes;
  arena_.reset(static_cast<std::byte*>(
      ::operator new[](arena_bytes_, std::align_val_t{kAlignment}, std::nothrow)));
  if (!arena_) {
    throw Error(ErrorCode::kOutOfMemory, "not enough memory for the network's activations (" +
                                             std::to_string(arena_bytes_ >> 20) + " MiB)");
  }
  offsets_.assign(nodes.size(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (need_of[i] != kNone) offsets_[i] = layout.offsets[need_of[i]];
  }

  for (std::size_t i = 0; i < instructions_.size(); ++i) {
    const Instruction& instruction = instructions_[i];
    std::vector<const float*> inputs;
    std::size_t bytes = shapes_[instruction.node].elements() * sizeof(float);
    for (const std::size_t input : instruction.inputs) {
      inputs.push_back(Address(input));
      bytes += shapes_[input].elements() * sizeof(float);
    }
    std::byte* scratch =
        scratch_of[i] == kNone ? nullptr : arena_.get() + layout.offsets[scratch_of[i]];
    instruction.step->Bind(inputs, Address(instruction.node), scratch);

    // A fused step is known by the layer that it began with.
    std::string name = plan_.Describe(instruction.first_node);
    if (const std::optional<std::size_t> layer = nodes[instruction.first_node].layer) {
      bytes += plan_.layers()[*layer].shape.weights() * sizeof(float);
    }
    report_.push_back({.name = std::move(name), .flops = instruction.sizing.flops, .bytes = bytes});
  }
}

float* Execution::Address(std::size_t node) const {
  return reinterpret_cast<float*>(arena_.get() + offsets_[node]);
}

std::span<float> Execution::input() { return {Address(0), shapes_[0].elements()}; }

void Execution::Run(const ThreadPool& pool) {
  for (const Instruction& instruction : instructions_) instruction.step->Run(pool);
}

void Execution::RunWithClock(const ThreadPool& pool) {
  Stopwatch stopwatch;
  for (std::size_t i = 0; i < instructions_.size(); ++i) {
    instructions_[i].step->Run(pool);
    report_[i].milliseconds = stopwatch.Lap();
  }
}

ValueView Execution::output() const {
  return {.shape = shapes_[tapped_[0]], .data = Address(tapped_[0])};
}

ValueView Execution::Get(std::string_view name) const {
  const std::optional<std::size_t> node = plan_.Find(name);
  if (!node || !Tapped(Resolve(*node))) {
    throw Error(ErrorCode::kInvalidOption,
                "the value \"" + std::string(name) + "\" was not asked for before the run");
  }
  return {.shape = shapes_[Resolve(*node)], .data = Address(Resolve(*node))};
}

}  // namespace residua::engine
