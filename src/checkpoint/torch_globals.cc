#include "checkpoint/torch_globals.h"

#include <algorithm>
#include <iterator>

#include "checkpoint/pytorch_error.h"

namespace residua {
namespace {

using enum TorchGlobal;

struct NamedGlobal {
  std::string_view name;
  TorchMeaning meaning;
};

constexpr NamedGlobal kTorch[] = {
    {"_utils._rebuild_tensor", {kRebuildTensor}},
    {"_utils._rebuild_tensor_v2", {kRebuildTensor}},
    {"_utils._rebuild_tensor_v3", {kRebuildTensorV3}},
    {"_utils._rebuild_parameter", {kRebuildParameter}},
    {"_utils._rebuild_parameter_with_state", {kRebuildParameter}},
    {"nn.parameter.Parameter", {kRebuildParameter}},
    {"nn.parameter.Buffer", {kRebuildParameter}},
    {"_tensor._rebuild_from_type", {kRebuildFromType}},
    {"_tensor._rebuild_from_type_v2", {kRebuildFromType}},
    {"_utils._rebuild_device_tensor_from_numpy", {kRebuildFromNumpy}},
    {"_utils._rebuild_xla_tensor", {kRebuildFromNumpy}},
    {"_utils._rebuild_qtensor", {kRebuildQuantized}},
    {"_utils._rebuild_sparse_tensor", {kRebuildSparse}},
    {"_utils._rebuild_sparse_csr_tensor", {kRebuildSparse}},
    {"_utils._rebuild_meta_tensor_no_storage", {kRebuildMeta}},
    {"_utils._rebuild_wrapper_subclass", {kRebuildSubclass}},
    {"_utils._rebuild_nested_tensor", {kRebuildOther}},
    {"fx.graph_module.reduce_graph_module", {kGraphModule}},
    {"storage._load_from_bytes", {kLoadStorage}},

    {"DoubleStorage", {kType, DType::kF64, 8}},
    {"FloatStorage", {kType, DType::kF32, 4}},
    {"HalfStorage", {kType, DType::kF16, 2}},
    {"BFloat16Storage", {kType, DType::kBF16, 2}},
    {"LongStorage", {kType, DType::kI64, 8}},
    {"IntStorage", {kType, DType::kI32, 4}},
    {"ShortStorage", {kType, DType::kI16, 2}},
    {"CharStorage", {kType, DType::kI8, 1}},
    {"ByteStorage", {kType, DType::kU8, 1}},
    {"BoolStorage", {kType, DType::kBool, 1}},
    {"storage.UntypedStorage", {kType, DType::kU8, 1}},
    {"storage._UntypedStorage", {kType, DType::kU8, 1}},
    {"QInt8Storage", {kType, DType::kQuantized, 1}},
    {"QUInt8Storage", {kType, DType::kQuantized, 1}},
    {"QInt32Storage", {kType, DType::kQuantized, 4}},
    {"QUInt4x2Storage", {kType, DType::kQuantized, 1}},
    {"QUInt2x4Storage", {kType, DType::kQuantized, 1}},
    {"ComplexFloatStorage", {kType, DType::kOther, 8}},
    {"ComplexDoubleStorage", {kType, DType::kOther, 16}},

    {"float64", {kType, DType::kF64, 8}},
    {"float32", {kType, DType::kF32, 4}},
    {"float16", {kType, DType::kF16, 2}},
    {"bfloat16", {kType, DType::kBF16, 2}},
    {"int64", {kType, DType::kI64, 8}},
    {"int32", {kType, DType::kI32, 4}},
    {"int16", {kType, DType::kI16, 2}},
    {"int8", {kType, DType::kI8, 1}},
    {"uint8", {kType, DType::kU8, 1}},
    {"bool", {kType, DType::kBool, 1}},
    {"qint8", {kType, DType::kQuantized, 1}},
    {"quint8", {kType, DType::kQuantized, 1}},
    {"qint32", {kType, DType::kQuantized, 4}},
    {"complex64", {kType, DType::kOther, 8}},
    {"complex128", {kType, DType::kOther, 16}},
    {"float8_e4m3fn", {kType, DType::kOther, 1}},
    {"float8_e5m2", {kType, DType::kOther, 1}},
    {"uint16", {kType, DType::kOther, 2}},
    {"uint32", {kType, DType::kOther, 4}},
    {"uint64", {kType, DType::kOther, 8}},
};

// `numpy._core` since numpy 2, `numpy.core` before.
constexpr NamedGlobal kNumpy[] = {
    {"multiarray._reconstruct", {kNumpyArray}},
    {"numeric._frombuffer", {kNumpyBuffer}},
};

constexpr NamedGlobal kElsewhere[] = {
    {"_codecs.encode", {kEncode}},
    {"copy_reg._reconstructor", {kReconstructor}},
    {"copyreg._reconstructor", {kReconstructor}},
    {"copyreg.__newobj__", {kReconstructor}},
    {"argparse.Namespace", {kHarmless}},
};

// `__builtin__` in Python 2, and in protocol 2.
constexpr NamedGlobal kBuiltins[] = {
    {"getattr", {kGetAttribute}}, {"set", {kHarmless}},       {"frozenset", {kHarmless}},
    {"complex", {kHarmless}},     {"bytearray", {kHarmless}}, {"bytes", {kHarmless}},
    {"slice", {kHarmless}},       {"range", {kHarmless}},     {"dict", {kHarmless}},
    {"list", {kHarmless}},        {"int", {kHarmless}},       {"float", {kHarmless}},
    {"bool", {kHarmless}},        {"str", {kHarmless}},       {"tuple", {kHarmless}},
    {"object", {kHarmless}},
};

struct Package {
  std::string_view prefix;
  const NamedGlobal* begin;
  const NamedGlobal* end;
  // For its other names.
  TorchGlobal others;
};

constexpr Package kPackages[] = {
    {"torch.", std::begin(kTorch), std::end(kTorch), kHarmless},
    {"numpy.core.", std::begin(kNumpy), std::end(kNumpy), kHarmless},
    {"numpy._core.", std::begin(kNumpy), std::end(kNumpy), kHarmless},
    {"numpy.", nullptr, nullptr, kHarmless},
    {"collections.", nullptr, nullptr, kHarmless},
    {"builtins.", std::begin(kBuiltins), std::end(kBuiltins), kForeign},
    {"__builtin__.", std::begin(kBuiltins), std::end(kBuiltins), kForeign},
    {"", std::begin(kElsewhere), std::end(kElsewhere), kForeign},
};

}  // namespace

// The package's number in the upper half, the name's in the lower; 0 for all others.
std::int64_t ResolveTorchGlobal(std::string_view name) {
  if (name.starts_with("joblib.numpy_pickle")) {
    ThrowUnsupported(
        "The file was written by joblib, whose pickles have numbers between their instructions. "
        "Load "
        "it in Python and save the network: torch.save(model.state_dict(), \"model.pth\").");
  }
  for (const Package& package : kPackages) {
    if (!name.starts_with(package.prefix)) continue;
    const NamedGlobal* const found =
        std::find_if(package.begin, package.end, [&](const NamedGlobal& global) {
          return global.name == name.substr(package.prefix.size());
        });
    const std::int64_t place = found == package.end ? 0 : found - package.begin + 1;
    return std::int64_t{&package - kPackages} << 32 | place;
  }
  return 0;
}

TorchMeaning TorchMeaningOf(std::int64_t number) {
  const Package& package = kPackages[number >> 32];
  const auto place = static_cast<std::uint32_t>(number);
  return place == 0 ? TorchMeaning{.global = package.others} : package.begin[place - 1].meaning;
}

}  // namespace residua
