#include "checkpoint/torch_globals.h"

#include <algorithm>
#include <string>

#include "checkpoint/pytorch_error.h"

namespace residua {
namespace {

struct NamedGlobal {
  std::string_view name;
  TorchGlobal global;
};

using enum TorchGlobal;

constexpr NamedGlobal kTorch[] = {
    {"_utils._rebuild_tensor", kRebuildTensor},
    {"_utils._rebuild_tensor_v2", kRebuildTensor},
    {"_utils._rebuild_tensor_v3", kRebuildTensorV3},
    {"_utils._rebuild_parameter", kRebuildParameter},
    {"_utils._rebuild_parameter_with_state", kRebuildParameter},
    {"nn.parameter.Parameter", kRebuildParameter},
    {"_tensor._rebuild_from_type_v2", kRebuildFromType},
    {"_utils._rebuild_qtensor", kRebuildQuantized},
    {"_utils._rebuild_sparse_tensor", kRebuildSparse},
    {"_utils._rebuild_sparse_csr_tensor", kRebuildSparse},
    {"_utils._rebuild_meta_tensor_no_storage", kRebuildMeta},
    {"_utils._rebuild_wrapper_subclass", kRebuildSubclass},

    {"DoubleStorage", kTypeF64},
    {"FloatStorage", kTypeF32},
    {"HalfStorage", kTypeF16},
    {"BFloat16Storage", kTypeBF16},
    {"LongStorage", kTypeI64},
    {"IntStorage", kTypeI32},
    {"ShortStorage", kTypeI16},
    {"CharStorage", kTypeI8},
    {"ByteStorage", kTypeU8},
    {"BoolStorage", kTypeBool},
    {"storage.UntypedStorage", kTypeUntyped},
    {"storage._UntypedStorage", kTypeUntyped},
    {"QInt8Storage", kTypeQuantized},
    {"QUInt8Storage", kTypeQuantized},
    {"QInt32Storage", kTypeQuantized},
    {"QUInt4x2Storage", kTypeQuantized},
    {"QUInt2x4Storage", kTypeQuantized},
    {"ComplexFloatStorage", kTypeUnsupported},
    {"ComplexDoubleStorage", kTypeUnsupported},

    {"float64", kTypeF64},
    {"float32", kTypeF32},
    {"float16", kTypeF16},
    {"bfloat16", kTypeBF16},
    {"int64", kTypeI64},
    {"int32", kTypeI32},
    {"int16", kTypeI16},
    {"int8", kTypeI8},
    {"uint8", kTypeU8},
    {"bool", kTypeBool},
    {"qint8", kTypeQuantized},
    {"quint8", kTypeQuantized},
    {"qint32", kTypeQuantized},
    {"complex64", kTypeUnsupported},
    {"complex128", kTypeUnsupported},
    {"float8_e4m3fn", kTypeUnsupported},
    {"float8_e5m2", kTypeUnsupported},
    {"uint16", kTypeUnsupported},
    {"uint32", kTypeUnsupported},
    {"uint64", kTypeUnsupported},

    {"Tensor", kHarmless},
    {"Size", kHarmless},
    {"device", kHarmless},
    {"serialization._get_layout", kHarmless},
    {"per_tensor_affine", kHarmless},
    {"per_tensor_symmetric", kHarmless},
    {"per_channel_affine", kHarmless},
    {"per_channel_symmetric", kHarmless},
};

constexpr std::string_view kHarmlessElsewhere[] = {
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.Counter",
    "argparse.Namespace",
    "_codecs.encode",  // how protocol 2 writes bytes
    "numpy.dtype",
    "numpy.ndarray",
};

// `__builtin__` to Python 2, and to protocol 2.
constexpr std::string_view kHarmlessBuiltins[] = {"set",   "frozenset", "complex", "bytearray",
                                                  "slice", "dict",      "list",    "int",
                                                  "float", "bool",      "str",     "tuple"};

// `numpy._core` since numpy 2.
constexpr std::string_view kHarmlessNumpy[] = {"multiarray.scalar", "multiarray._reconstruct"};

// Whose classes are parts of a network.
constexpr std::string_view kModelPackages[] = {"torch.nn.", "torchvision.", "timm.",
                                               "transformers.", "__main__."};

// The rest of `name` if it begins with `package`, else nothing.
std::string_view Within(std::string_view package, std::string_view name) {
  return name.starts_with(package) ? name.substr(package.size()) : std::string_view();
}

bool Has(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

bool IsHarmless(std::string_view name) {
  return Has(kHarmlessElsewhere, name) || Has(kHarmlessBuiltins, Within("__builtin__.", name)) ||
         Has(kHarmlessBuiltins, Within("builtins.", name)) ||
         Has(kHarmlessNumpy, Within("numpy.core.", name)) ||
         Has(kHarmlessNumpy, Within("numpy._core.", name));
}

[[noreturn]] void ThrowGlobal(std::string_view name) {
  std::string shown = Printable(name);
  for (const std::string_view package : kModelPackages) {
    if (!name.starts_with(package)) continue;
    ThrowUnsupported("The file asks for " + shown +
                     ", which is code: it holds a whole pickled model, not only its tensors. Save "
                     "those in Python: torch.save(model.state_dict(), \"model.pth\").");
  }
  // os.system is pickled under the name of the module behind os.
  for (const std::string_view system : {"posix.", "nt."}) {
    if (name.starts_with(system)) shown += " (os." + Printable(Within(system, name)) + ")";
  }
  ThrowUnsupported("The file asks for " + shown + ", which is code: Residua reads only tensors.");
}

}  // namespace

TorchGlobal ResolveTorchGlobal(std::string_view name) {
  const auto* const found = std::ranges::find(kTorch, Within("torch.", name), &NamedGlobal::name);
  if (found != std::end(kTorch)) return found->global;
  if (!IsHarmless(name)) ThrowGlobal(name);
  return kHarmless;
}

}  // namespace residua
