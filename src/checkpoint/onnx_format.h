// An ONNX file (.onnx): a graph of nodes and its tensors in one protocol buffer, possibly with the
// tensors' bytes in other files. The field numbers are those of onnx.proto, versions 3 to 11 of the
// format.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/held_format.h"
#include "checkpoint/onnx_program.h"

namespace residua {

class OnnxFormat final : public HeldFormat {
 public:
  static bool Begins(std::string_view first_bytes);

  using HeldFormat::HeldFormat;

  // Call after the model itself: the files with its tensors' bytes, if it has any.
  std::vector<std::string> EndFile() override;
  void Finish() override;

 private:
  TensorIndex Read() override;

  std::shared_ptr<OnnxProgram> program_;  // null until the model has arrived
  TensorIndex index_;                     // empty until then
  std::vector<std::string> names_;        // of the files beside the model
  std::vector<FileBytes> files_;          // the model, then these
};

}  // namespace residua
