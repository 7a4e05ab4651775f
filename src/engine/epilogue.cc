#include "engine/epilogue.h"

#include "engine/activation.h"
#include "engine/addition.h"

namespace residua::engine {

void Finish(const Fusion& fusion, const float* from, const float* addend, float* to,
            std::size_t count) {
  if (!fusion.add) {
    ApplyActivation(fusion.activation, from, to, count);
    return;
  }
  const bool relu = fusion.activation == kRelu;
  AddFloats(from, addend, to, count, relu);
  if (!relu) ApplyActivation(fusion.activation, to, to, count);
}

}  // namespace residua::engine
