#include "model/choose_state_dict.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using Names = std::vector<std::string>;

namespace {

Names Stripped(const Names& names) {
  residua::TensorIndex index;
  for (const std::string& name : names) index.tensors.push_back({.name = name});
  ChooseStateDict(index);
  Names stripped;
  for (const residua::TensorEntry& tensor : index.tensors) stripped.push_back(tensor.name);
  return stripped;
}

}  // namespace

TEST_CASE("A wrapper's prefix that all tensors share is removed", "[model]") {
  CHECK(Stripped({"module.conv1.weight", "module.fc.bias"}) == Names{"conv1.weight", "fc.bias"});
}

TEST_CASE("Wrappers may wrap each other in any order", "[model]") {
  CHECK(Stripped({"model._orig_mod.module.fc.weight", "model._orig_mod.module.fc.bias"}) ==
        Names{"fc.weight", "fc.bias"});
}

TEST_CASE("A prefix that one tensor lacks belongs to the names", "[model]") {
  const Names names = {"backbone.conv1.weight", "fc.weight"};
  CHECK(Stripped(names) == names);
}

TEST_CASE("A name is never stripped to nothing", "[model]") {
  CHECK(Stripped({"module.module."}) == Names{"module."});
  CHECK(Stripped({}).empty());
}

TEST_CASE("What lies beside the state_dict has no name", "[model]") {
  residua::TensorIndex index{.definition_order = true};
  for (const char* const name : {"optimizer.0", "model.conv1.weight", "state_dict.conv1.weight"}) {
    index.tensors.push_back({.name = name, .shape = {8, 3, 7, 7}});
  }
  ChooseStateDict(index);
  CHECK(index.tensors[0].name.empty());
  CHECK(index.tensors[1].name.empty());
  CHECK(index.tensors[2].name == "conv1.weight");
}

TEST_CASE("The counter of averaged models stands beside the wrapped names", "[model]") {
  CHECK(Stripped({"n_averaged", "module.fc.weight"}) == Names{"n_averaged", "fc.weight"});
  CHECK(Stripped({"n_averaged"}) == Names{"n_averaged"});
}
