#include "checkpoint/torch_globals.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "core/error.h"
#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Equals;
using residua::Error;
using residua::ErrorCode;
using residua::ResolveTorchGlobal;
using residua::TorchGlobal;
using residua::testing::ErrorOf;

TEST_CASE("What describes a tensor is known by name", "[checkpoint]") {
  CHECK(ResolveTorchGlobal("torch._utils._rebuild_tensor_v2") == TorchGlobal::kRebuildTensor);
  CHECK(ResolveTorchGlobal("torch._utils._rebuild_parameter") == TorchGlobal::kRebuildParameter);
  CHECK(ResolveTorchGlobal("torch.BFloat16Storage") == TorchGlobal::kTypeBF16);
  CHECK(ResolveTorchGlobal("torch.float32") == TorchGlobal::kTypeF32);
}

TEST_CASE("What training checkpoints keep beside their tensors is harmless", "[checkpoint]") {
  for (const char* const name :
       {"collections.OrderedDict", "argparse.Namespace", "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar", "numpy.dtype", "builtins.set", "__builtin__.set",
        "torch.Size", "torch.device", "_codecs.encode"}) {
    CHECK(ResolveTorchGlobal(name) == TorchGlobal::kHarmless);
  }
}

TEST_CASE("Every other name is code, and refused by name", "[checkpoint]") {
  for (const std::string name :
       {"os.system", "builtins.eval", "__builtin__.exec", "subprocess.Popen", "torch.load",
        "torch._utils", "torch.", "", "numpy.core.", "set"}) {
    const Error error = ErrorOf([&] { ResolveTorchGlobal(name); });
    CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
    CHECK_THAT(error.what(), Equals("The file asks for " + name +
                                    ", which is code: Residua reads only tensors."));
  }
}

TEST_CASE("os.system is named as people know it", "[checkpoint]") {
  CHECK_THAT(ErrorOf([] { ResolveTorchGlobal("posix.system"); }).what(),
             ContainsSubstring("posix.system (os.system), which is code"));
}

TEST_CASE("A whole model is refused with what to do instead", "[checkpoint]") {
  for (const std::string name :
       {"torchvision.models.resnet.ResNet", "torch.nn.modules.conv.Conv2d", "__main__.Net"}) {
    const std::string message = ErrorOf([&] { ResolveTorchGlobal(name); }).what();
    CHECK_THAT(message, ContainsSubstring(name));
    CHECK_THAT(message, ContainsSubstring("torch.save(model.state_dict(), \"model.pth\")"));
  }
}

TEST_CASE("A name from the file cannot disturb the message", "[checkpoint]") {
  const std::string message =
      ErrorOf([] { ResolveTorchGlobal("evil\x1B[2J\xFF." + std::string(4000, 'x')); }).what();
  CHECK_THAT(message, ContainsSubstring("evil?[2J?.xxx"));
  CHECK(message.size() < 200);
}
