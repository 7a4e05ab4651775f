#include "model/shortcuts.h"

#include <algorithm>
#include <string_view>

namespace residua {
namespace {

bool IsLetter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsNumber(std::string_view name) { return !name.empty() && std::ranges::all_of(name, IsDigit); }

// "res" at the start of a word: in "resblock", "my_residual" and "ConvRes", but not in "features".
bool SaysResidual(std::string_view name) {
  for (std::size_t at = 0; at + 3 <= name.size(); ++at) {
    const std::string_view word = name.substr(at, 3);
    if (word == "Res" || (word == "res" && (at == 0 || !IsLetter(name[at - 1])))) return true;
  }
  return false;
}

bool ShowsShortcut(const ModuleTree& tree, const ModuleFacts& facts, const FoundBlock& block) {
  if (block.config.shortcut == ShortcutType::kProjection) return true;
  // MobileNets have no shortcuts where shapes change; ResNets with such blocks have projections.
  if (block.config.type == BlockType::kBottleneck) return false;
  if (!block.gate.empty()) return true;
  const std::string path = tree.PathOf(block.node);
  if (SaysResidual(path)) return true;
  const ObjectFacts* const object = facts.Find(path);
  if (object && SaysResidual(ClassName(object->type))) return true;
  const ModuleNode& node = tree.nodes[block.node];
  return IsNumber(node.name) && std::ranges::any_of(tree.nodes[node.parent].name, IsDigit) &&
         std::ranges::none_of(node.children,
                              [&](std::size_t child) { return IsNumber(tree.nodes[child].name); });
}

}  // namespace

bool ShowsShortcuts(const ModuleTree& tree, const ModuleFacts& facts,
                    const ParsedNetwork& network) {
  return std::ranges::any_of(network.stages, [&](const std::vector<FoundBlock>& stage) {
    return std::ranges::any_of(
        stage, [&](const FoundBlock& block) { return ShowsShortcut(tree, facts, block); });
  });
}

}  // namespace residua
