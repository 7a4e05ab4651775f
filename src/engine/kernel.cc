#include "engine/kernel.h"

#include "core/error.h"

namespace residua::engine {

void Kernel::Pack(const ChannelWeights&) {
  throw Error(ErrorCode::kInternal, "weights were packed for an operator that has none");
}

}  // namespace residua::engine
