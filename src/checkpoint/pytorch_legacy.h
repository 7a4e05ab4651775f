// What torch.save wrote before PyTorch 1.6, and still writes when told to: several pickles one
// after the other, with the storages' bytes behind them.

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
