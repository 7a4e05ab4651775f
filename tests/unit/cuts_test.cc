#include "classify/cuts.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

using engine::Cut;

// Three residual blocks, whose branches are activations.
engine::Graph Blocks() {
  engine::GraphBuilder graph;
  engine::Value x = graph.Input(4);
  for (const std::string block : {"stage1.block1", "stage1.block2", "stage2.block1"}) {
    const engine::Value sum = graph.Addition(graph.Activate(x, engine::kRelu), x);
    graph.Name(sum, block + ".sum");
    x = graph.Activate(sum, engine::kRelu);
    graph.Name(x, block);
  }
  return std::move(graph).Build();
}

NamedCuts Named(const std::vector<std::string>& without) { return CutsNamed(without, Blocks()); }

}  // namespace

TEST_CASE("A name leaves out one side of a block", "[classify]") {
  const NamedCuts branch = Named({"stage2.block1"});
  CHECK(branch.cuts == std::vector<Cut>{{"stage2.block1.sum", Cut::Side::kBranch}});
  CHECK(branch.first_input == "stage1.block2");
  CHECK(Named({"stage2.block1.branch", "stage2.block1"}).cuts == branch.cuts);

  const NamedCuts both = Named({"stage1.block2", "stage1.block1.shortcut"});
  CHECK(both.cuts == std::vector<Cut>{{"stage1.block2.sum", Cut::Side::kBranch},
                                      {"stage1.block1.sum", Cut::Side::kShortcut}});
  CHECK(both.first_input == "stem");
  CHECK(Named({}).cuts.empty());
}

TEST_CASE("A run goes on at what a block takes in", "[classify]") {
  CHECK(BlockInputs(Blocks()) ==
        std::vector<std::string>{"stem", "stage1.block1", "stage1.block2"});
}

TEST_CASE("What is no block, or would leave nothing of one, is refused", "[classify]") {
  const Error unknown = ErrorOf([] { Named({"stage3.block1"}); });
  CHECK(unknown.code() == ErrorCode::kInvalidOption);
  CHECK_THAT(unknown.what(), ContainsSubstring("\"stage3.block1\"") &&
                                 ContainsSubstring("\"stage1.block1\" to \"stage2.block1\""));
  const Error nothing = ErrorOf([] { Named({"stage1.block2", "stage1.block2.shortcut"}); });
  CHECK(nothing.code() == ErrorCode::kInvalidOption);
  CHECK_THAT(nothing.what(), ContainsSubstring("stage1.block2"));
}

}  // namespace residua::testing
