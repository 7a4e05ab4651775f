#include "checkpoint/torch_globals.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "core/error.h"
#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;
using residua::DType;
using residua::TorchGlobal;
using residua::TorchMeaning;
using residua::testing::ErrorOf;

namespace {

TorchMeaning MeaningOf(const std::string& name) {
  return residua::TorchMeaningOf(residua::ResolveTorchGlobal(name));
}

}  // namespace

TEST_CASE("What describes a tensor is known by name", "[checkpoint]") {
  CHECK(MeaningOf("torch._utils._rebuild_tensor_v2").global == TorchGlobal::kRebuildTensor);
  CHECK(MeaningOf("torch._utils._rebuild_parameter").global == TorchGlobal::kRebuildParameter);
  CHECK(MeaningOf("numpy._core.multiarray._reconstruct").global == TorchGlobal::kNumpyArray);
  CHECK(MeaningOf("torch.BFloat16Storage").dtype == DType::kBF16);
  CHECK(MeaningOf("torch.float32").bytes == 4);
}

TEST_CASE("What training checkpoints keep beside their tensors is harmless", "[checkpoint]") {
  for (const char* const name :
       {"collections.OrderedDict", "argparse.Namespace", "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar", "numpy.dtype", "builtins.set", "__builtin__.set",
        "torch.Size", "torch.device"}) {
    INFO(name);
    CHECK(MeaningOf(name).global == TorchGlobal::kHarmless);
  }
}

TEST_CASE("Every other name is foreign", "[checkpoint]") {
  for (const std::string name : {"os.system", "posix.system", "builtins.eval", "__builtin__.exec",
                                 "subprocess.Popen", "torch", "", "set", "numpyx.dtype"}) {
    INFO(name);
    CHECK(MeaningOf(name).global == TorchGlobal::kForeign);
  }
}

TEST_CASE("A pickle of joblib's is refused by name", "[checkpoint]") {
  CHECK_THAT(ErrorOf([] { MeaningOf("joblib.numpy_pickle.NumpyArrayWrapper"); }).what(),
             ContainsSubstring("joblib"));
}
