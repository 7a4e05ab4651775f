// Owners for XNNPACK's C objects. Only src/engine includes xnnpack.h.

#pragma once

#include <xnnpack.h>

#include <memory>

namespace residua::engine {

// Stateless, so a handle costs no more than the raw pointer it owns.
template <auto kDelete>
struct Deleter {
  void operator()(auto* object) const noexcept { kDelete(object); }
};

using OperatorHandle = std::unique_ptr<xnn_operator, Deleter<xnn_delete_operator>>;

// Throws unless `status` is success: Error(kOutOfMemory) or Error(kInternal), naming the failed
// call.
void Check(xnn_status status, const char* call);

// Initialises XNNPACK on first use; it stays so until the process ends. Throws as Check does.
void EnsureXnnpack();

// Runs `create(&op)` and takes ownership of what it made.
OperatorHandle Create(const char* call, auto&& create) {
  EnsureXnnpack();
  xnn_operator_t op = nullptr;
  Check(create(&op), call);
  return OperatorHandle(op);
}

}  // namespace residua::engine
