#include "checkpoint/script_code.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using residua::Facts;
using residua::FactValue;
using residua::ReadScriptCode;

namespace {

// As PyTorch 1.13 and 2 write it, shortened.
constexpr const char* kTraced = R"(class Conv2d(Module):
  __parameters__ = ["weight", ]
  weight : Tensor
  def forward(self: __torch__.torch.nn.modules.conv.Conv2d,
    x: Tensor) -> Tensor:
    weight = self.weight
    input = torch._convolution(x, weight, None, [2, 2], [3, 1], [1, 1], False, [0, 0], 8, False, False)
    return input
class MaxPool2d(Module):
  def forward(self: __torch__.MaxPool2d,
    argument_1: Tensor) -> Tensor:
    _0 = torch.max_pool2d(argument_1, [3, 3], [2, 2], [1, 1], [1, 1], True)
    return torch.leaky_relu_(_0, 0.10000000000000001)
)";

constexpr const char* kScripted = R"(class BatchNorm2d(Module):
  def forward(self: __torch__.torch.nn.modules.batchnorm.BatchNorm2d,
    input: Tensor) -> Tensor:
    _1 = __torch__.torch.nn.functional.batch_norm
    _5 = _0.batch_norm(input, running_mean, running_var, weight, bias, bn_training, 0.1, 1.0000000000000001e-05, )
    return _5
class Pool(Module):
  def forward(self: __torch__.Pool, x: Tensor) -> Tensor:
    return __torch__.torch.nn.functional._max_pool2d(x, [3, 3], [2, 2], [1, 1], [1, 1], False, False, )
)";

}  // namespace

TEST_CASE("Settings of a traced module are in the calls of its code", "[checkpoint]") {
  const Facts facts = ReadScriptCode(kTraced, "Conv2d");
  CHECK(facts.at("stride").items.at(0).integer == 2);
  CHECK(facts.at("padding").items.at(1).integer == 1);
  CHECK(facts.at("groups").integer == 8);
  CHECK(facts.at("calls").items.at(0).text == "_convolution");
  CHECK_FALSE(facts.contains("kernel_size"));

  const Facts pool = ReadScriptCode(kTraced, "MaxPool2d");
  CHECK(pool.at("kernel_size").items.at(0).integer == 3);
  CHECK(pool.at("ceil_mode").kind == FactValue::Kind::kBool);
  CHECK(pool.at("ceil_mode").integer == 1);
  CHECK(pool.at("negative_slope").real == 0.1);
  CHECK(pool.at("calls").items.size() == 2);
}

TEST_CASE("Settings of a scripted module are in the calls of its code", "[checkpoint]") {
  CHECK(ReadScriptCode(kScripted, "BatchNorm2d").at("eps").real == 1e-5);
  const Facts pool = ReadScriptCode(kScripted, "Pool");
  CHECK(pool.at("stride").items.at(1).integer == 2);
  CHECK(pool.at("ceil_mode").integer == 0);
}

TEST_CASE("Code that is not understood says nothing", "[checkpoint]") {
  CHECK(ReadScriptCode(kTraced, "Linear").empty());
  CHECK(ReadScriptCode("", "").empty());
  for (const char* const code :
       {"class A(Module):\n  torch.conv2d(", "class A(Module):\n  torch.conv2d(x, w, b, [2, 2",
        "class A(Module):\n  torch.conv2d(x, w, b, [s, 2], padding, )))", "class A(",
        "class A(Module):\n  torch.dropout(x, 1e999)"}) {
    INFO(code);
    CHECK_FALSE(ReadScriptCode(code, "A").contains("stride"));
  }
}
