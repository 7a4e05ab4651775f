#include "engine/xnnpack_handle.h"

#include <string>

#include "core/error.h"

namespace residua::engine {

void Check(xnn_status status, const char* call) {
  if (status == xnn_status_success) return;
  if (status == xnn_status_out_of_memory) {
    throw Error(ErrorCode::kOutOfMemory,
                std::string("not enough memory for the network (") + call + " failed)");
  }
  throw Error(ErrorCode::kInternal,
              std::string(call) + " failed with XNNPACK status " + std::to_string(status));
}

void EnsureXnnpack() {
  static const xnn_status status = xnn_initialize(nullptr);
  Check(status, "xnn_initialize");
}

}  // namespace residua::engine
