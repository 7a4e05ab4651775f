// A pickle written by pickle.dump with a state_dict, a module or numpy arrays (.pkl).

#pragma once

#include <string_view>

#include "checkpoint/held_format.h"

namespace residua {

class PlainPickle final : public HeldFormat {
 public:
  // Any protocol; protocols 0 and 1 have no signature, but few possible beginnings.
  static bool Begins(std::string_view first_bytes);

  using HeldFormat::HeldFormat;

 private:
  TensorIndex Read() override;
};

}  // namespace residua
