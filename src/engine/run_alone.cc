#include "engine/run_alone.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "engine/xnnpack_handle.h"

namespace residua::engine {

Tensor RunAlone(Plan& plan, std::string_view name, const Tensor& input, const ThreadPool& pool) {
  const std::optional<std::size_t> node = plan.Find(name);
  Step* step = node ? plan.nodes()[*node].step.get() : nullptr;
  if (!step) {
    throw Error(ErrorCode::kInternal, "no step makes \"" + std::string(name) + "\" by itself");
  }
  constexpr std::size_t kExtra = XNN_EXTRA_BYTES / sizeof(float);
  const std::array shapes = {input.shape};
  const Sizing sizing = step->Reshape(shapes, {}, pool);
  std::vector<float> padded(input.values);
  padded.resize(input.values.size() + kExtra);
  std::vector<float> output(sizing.output.elements() + kExtra);
  std::vector<std::max_align_t> scratch(sizing.scratch_bytes / sizeof(std::max_align_t) + 1);
  const std::array<const float*, 1> inputs = {padded.data()};
  step->Bind(inputs, output.data(), scratch.data());
  step->Run(pool);

  Tensor result;
  result.shape = sizing.output;
  output.resize(sizing.output.elements());
  result.values = std::move(output);
  return result;
}

}  // namespace residua::engine
