#include "engine/kernel.h"

#include "core/error.h"

namespace residua::engine {

void Kernel::Pack(const ChannelWeights&) {
  throw Error(ErrorCode::kInternal, "Weights were packed for an operator without weights.");
}

}  // namespace residua::engine
