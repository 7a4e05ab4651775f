// Runs one step of a plan by itself, on values of the caller's.

#pragma once

#include <string_view>

#include "core/tensor.h"
#include "engine/plan.h"
#include "engine/thread_pool.h"

namespace residua::engine {

// What the step whose result is called `name` makes of `input`, which is of any size that the step
// takes. The step forgets the buffers that an Execution gave it: a new one must be made before the
// plan is run again. Throws Error(kInternal) if the plan has no such step.
Tensor RunAlone(Plan& plan, std::string_view name, const Tensor& input, const ThreadPool& pool);

}  // namespace residua::engine
