// Advice for networks that are not ResNets or that their tensors do not determine completely.

#pragma once

#include <initializer_list>
#include <string_view>

namespace residua {

// Throws Error(kUnsupportedCheckpoint) with the concatenated `words`.
[[noreturn]] void RefuseNetwork(std::initializer_list<std::string_view> words);

inline constexpr const char* kTakeAnother =
    " Residua runs ResNets: take one of them, such as torchvision's or timm's resnet50.";

// tests/README.md lists the networks for which this helps.
inline constexpr const char* kExportAsOnnx =
    " Export it from PyTorch as ONNX, which is run as its graph says: torch.onnx.export("
    "model.eval(), torch.zeros(1, 3, 224, 224), \"model.onnx\").";

// For networks without shortcuts.
inline constexpr const char* kExportPlain =
    " A plain network runs as ONNX: torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "
    "\"model.onnx\").";

// For unknown networks.
inline constexpr const char* kTryOnnx =
    " If it runs in PyTorch, try it as ONNX: torch.onnx.export(model.eval(), torch.zeros(1, 3, "
    "224, 224), \"model.onnx\").";

}  // namespace residua
