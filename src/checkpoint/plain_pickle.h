// A pickle that Python's pickle.dump wrote, of a state_dict, a module or numpy's arrays (.pkl).

#pragma once

#include <string_view>

#include "checkpoint/held_format.h"

namespace residua {

class PlainPickle final : public HeldFormat {
 public:
  // Of any protocol; the first two have no mark of their own, but few ways to begin.
  static bool Begins(std::string_view first_bytes);

  using HeldFormat::HeldFormat;

 private:
  TensorIndex Read() override;
};

}  // namespace residua
