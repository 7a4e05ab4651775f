#include "classify/cuts.h"

#include <algorithm>
#include <string_view>

#include "core/error.h"

namespace residua {
namespace {

using Side = engine::Cut::Side;

constexpr std::string_view kSum = ".sum";
constexpr std::string_view kBranch = ".branch";
constexpr std::string_view kShortcut = ".shortcut";

// In the order of computation.
std::vector<std::string> Blocks(const engine::Graph& graph) {
  std::vector<std::string> blocks;
  for (const std::string& name : graph.names()) {
    if (name.ends_with(kSum)) blocks.push_back(name.substr(0, name.size() - kSum.size()));
  }
  return blocks;
}

[[noreturn]] void Refuse(const std::string& name, const std::vector<std::string>& blocks) {
  std::string message = "\"without\" names \"" + name + "\", which is not a block of this network.";
  if (!blocks.empty()) {
    message += " Its blocks are \"" + blocks.front() + "\" to \"" + blocks.back() +
               "\"; with \".branch\" or \".shortcut\" behind the name, one side of a block.";
  }
  throw Error(ErrorCode::kInvalidOption, message);
}

}  // namespace

std::vector<std::string> BlockInputs(const engine::Graph& graph) {
  std::vector<std::string> inputs = Blocks(graph);
  // The last block's output is not the input of a block.
  if (!inputs.empty()) inputs.pop_back();
  inputs.insert(inputs.begin(), "stem");
  return inputs;
}

NamedCuts CutsNamed(std::span<const std::string> without, const engine::Graph& graph) {
  const std::vector<std::string> blocks = Blocks(graph);
  NamedCuts named;
  std::size_t first = blocks.size();
  for (const std::string& name : without) {
    const Side side = name.ends_with(kShortcut) ? Side::kShortcut : Side::kBranch;
    std::string block = name;
    if (side == Side::kShortcut) block.resize(name.size() - kShortcut.size());
    if (name.ends_with(kBranch)) block.resize(name.size() - kBranch.size());
    const auto found = std::ranges::find(blocks, block);
    if (found == blocks.end()) Refuse(name, blocks);
    const engine::Cut cut{.sum = block + std::string(kSum), .side = side};
    if (std::ranges::find(named.cuts, cut) != named.cuts.end()) continue;
    if (std::ranges::find(named.cuts, cut.sum, &engine::Cut::sum) != named.cuts.end()) {
      throw Error(ErrorCode::kInvalidOption,
                  "\"without\" leaves nothing of " + block +
                      ": leave out its branch or its shortcut, not both.");
    }
    named.cuts.push_back(cut);
    first = std::min(first, static_cast<std::size_t>(found - blocks.begin()));
  }
  if (!named.cuts.empty()) named.first_input = first == 0 ? "stem" : blocks[first - 1];
  return named;
}

}  // namespace residua
