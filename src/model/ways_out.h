// What to do with a network that is no ResNet, or one that its tensors do not tell in full.

#pragma once

#include <initializer_list>
#include <string_view>

namespace residua {

// Throws Error(kUnsupportedCheckpoint) with all words behind one another.
[[noreturn]] void RefuseNetwork(std::initializer_list<std::string_view> words);

inline constexpr const char* kTakeAnother =
    " Residua runs ResNets: take one of them, such as torchvision's or timm's resnet50.";

// Which networks this helps stands in tests/README.md.
inline constexpr const char* kExportAsOnnx =
    " Export it from PyTorch as ONNX, which is run as its graph says: torch.onnx.export("
    "model.eval(), torch.zeros(1, 3, 224, 224), \"model.onnx\").";

// Of a network without shortcuts.
inline constexpr const char* kExportPlain =
    " A plain network runs as ONNX: torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "
    "\"model.onnx\").";

// Of a network that nothing is known of.
inline constexpr const char* kTryOnnx =
    " If it runs in PyTorch, try it as ONNX: torch.onnx.export(model.eval(), torch.zeros(1, 3, "
    "224, 224), \"model.onnx\").";

}  // namespace residua
