#include "checkpoint/class_names.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "support/pytorch_files.h"

using namespace residua::testing::pickle;
using residua::testing::AsFile;
using Names = std::vector<std::string>;

namespace {

Names Read(const std::string& key, const std::string& value) {
  const residua::FileBytes file = AsFile(Whole(value));
  const residua::Pickle pickle(file, 0, file.size(),
                               [](std::string_view) { return std::int64_t{}; });
  return ReadClassNames(pickle, key, pickle.root());
}

std::string List(const Names& names) {
  std::string code = "](";
  for (const std::string& name : names) code += Text(name);
  return code + "e";
}

}  // namespace

TEST_CASE("Names of classes are found under the keys that programs use", "[checkpoint]") {
  for (const char* const key :
       {"classes", "class_names", "CLASSES", "labels", "vocab", "classes_"}) {
    INFO(key);
    CHECK(Read(key, List({"cat", "dog"})) == Names{"cat", "dog"});
  }
  CHECK(Read("accuracy", List({"cat", "dog"})).empty());
  CHECK(Read("labels",
             "](K\x01K\x02"
             "e")
            .empty());
}

TEST_CASE("Names by number and numbers by name are put in order", "[checkpoint]") {
  CHECK(Read("class_to_idx", Dict({{"dog", "K\x01"}, {"cat", std::string("K\0", 2)}})) ==
        Names{"cat", "dog"});
  CHECK(Read("idx_to_class", "}(K\x01" + Text("dog") + std::string("K\0", 2) + Text("cat") + "u") ==
        Names{"cat", "dog"});
  CHECK(Read("id2label", Dict({{"1", Text("dog")}, {"0", Text("cat")}})) == Names{"cat", "dog"});
  // Names that are numbers themselves: those beside them are integers.
  CHECK(Read("class_to_idx", Dict({{"7", "K\x01"}, {"3", std::string("K\0", 2)}})) ==
        Names{"3", "7"});
}

TEST_CASE("Numbers that are missing or twice name no classes", "[checkpoint]") {
  CHECK(Read("class_to_idx", Dict({{"dog", "K\x01"}, {"cat", "K\x02"}})).empty());
  CHECK(Read("class_to_idx", Dict({{"dog", "K\x01"}, {"cat", "K\x01"}})).empty());
}

TEST_CASE("Names in lists of libraries are found", "[checkpoint]") {
  const std::string items = Dict({{"items", List({"cat", "dog"})}});
  const std::string fastai =
      Global("fastai.data.transforms", "CategoryMap") + ")\x81" + items + "b";
  CHECK(Read("vocab", fastai) == Names{"cat", "dog"});
  const std::string array = Call(Global("numpy.core.multiarray", "_reconstruct"), Tuple({"N"})) +
                            Tuple({"K\x01", Tuple({"K\x02"}), "N", "\x89", List({"cat", "dog"})}) +
                            "b";
  CHECK(Read("classes_", array) == Names{"cat", "dog"});
}
