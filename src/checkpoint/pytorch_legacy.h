// The format of torch.save before PyTorch 1.6, which it still writes on request: several pickles,
// followed by the storages' bytes.

#pragma once

#include <string_view>

#include "checkpoint/held_format.h"

namespace residua {

class PyTorchLegacy final : public HeldFormat {
 public:
  static bool Begins(std::string_view first_bytes);

  using HeldFormat::HeldFormat;

 private:
  TensorIndex Read() override;
};

}  // namespace residua
