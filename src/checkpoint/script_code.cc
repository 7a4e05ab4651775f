#include "checkpoint/script_code.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"

namespace residua {
namespace {

using Kind = FactValue::Kind;

struct Argument {
  std::size_t place = 0;
  const char* fact = nullptr;
};

struct Function {
  std::string_view name;
  Argument arguments[5];
};

// By the order of their arguments in torch/csrc/jit's operators and torch/nn/functional.py.
constexpr Function kFunctions[] = {
    {"_convolution", {{3, "stride"}, {4, "padding"}, {5, "dilation"}, {8, "groups"}}},
    {"conv2d", {{3, "stride"}, {4, "padding"}, {5, "dilation"}, {6, "groups"}}},
    {"max_pool2d",
     {{1, "kernel_size"}, {2, "stride"}, {3, "padding"}, {4, "dilation"}, {5, "ceil_mode"}}},
    {"avg_pool2d",
     {{1, "kernel_size"},
      {2, "stride"},
      {3, "padding"},
      {4, "ceil_mode"},
      {5, "count_include_pad"}}},
    {"adaptive_avg_pool2d", {{1, "output_size"}}},
    {"adaptive_max_pool2d", {{1, "output_size"}}},
    {"batch_norm", {{7, "eps"}}},
    {"group_norm", {{1, "num_groups"}, {4, "eps"}}},
    {"leaky_relu", {{1, "negative_slope"}}},
    {"leaky_relu_", {{1, "negative_slope"}}},
    {"hardtanh", {{1, "min_val"}, {2, "max_val"}}},
    {"hardtanh_", {{1, "min_val"}, {2, "max_val"}}},
    {"dropout", {{1, "p"}}},
};

constexpr std::size_t kMostCalls = 64;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \n");
  if (first == text.npos) return "";
  return text.substr(first, text.find_last_not_of(" \n") - first + 1);
}

// The arguments of a call, whose text starts after "(".
std::vector<std::string_view> Arguments(std::string_view text) {
  std::vector<std::string_view> arguments;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' || c == '[') ++depth;
    const bool closes = c == ')' || c == ']';
    if ((c == ',' && depth == 0) || (closes && depth == 0)) {
      arguments.push_back(Trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
    if (closes && depth-- == 0) break;
  }
  return arguments;
}

std::optional<FactValue> FromJson(const JsonValue& value) {
  if (const auto number = value.number()) {
    const bool fits = *number > -1e9 && *number < 1e9;
    const bool whole = fits && *number == static_cast<std::int32_t>(*number);
    return whole ? FactValue{.kind = Kind::kInteger, .integer = static_cast<std::int32_t>(*number)}
                 : FactValue{.kind = Kind::kReal, .real = *number};
  }
  if (!value.is_array()) return std::nullopt;
  FactValue list{.kind = Kind::kList};
  for (const JsonValue& item : value.items()) {
    auto fact = FromJson(item);
    if (!fact) return std::nullopt;
    list.items.push_back(std::move(*fact));
  }
  return list;
}

// A number or a list of numbers is the same in Python and JSON, except for "6.", which is "6.0",
// and tuples.
std::optional<FactValue> FromText(std::string_view text) {
  if (text == "True" || text == "False") {
    return FactValue{.kind = Kind::kBool, .integer = text == "True"};
  }
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
    return FactValue{.kind = Kind::kText, .text = std::string(text.substr(1, text.size() - 2))};
  }
  std::string json(text);
  if (json.ends_with('.')) json += '0';
  std::ranges::replace(json, '(', '[');
  std::ranges::replace(json, ')', ']');
  const std::optional<Json> document = Json::Parse(json);
  return document ? FromJson(document->root()) : std::nullopt;
}

// From "class Name(" to the next class.
std::string_view ClassText(std::string_view code, std::string_view name) {
  const std::string begin = "class " + std::string(name) + "(";
  const std::size_t at = code.find(begin);
  if (at == code.npos) return "";
  const std::string_view rest = code.substr(at + begin.size());
  return rest.substr(0, rest.find("\nclass "));
}

// "  stride : Final[Tuple[int, int]] = (2, 2)"
void ReadConstants(std::string_view text, Facts& facts) {
  constexpr std::string_view kMark = " : Final[";
  for (std::size_t at = text.find(kMark); at != text.npos; at = text.find(kMark, at + 1)) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t equals = line.find("] = ");
    std::size_t begin = at;
    while (begin > 0 && IsNameCharacter(text[begin - 1])) --begin;
    if (equals == line.npos) continue;
    if (auto fact = FromText(Trimmed(line.substr(equals + 4)))) {
      facts.emplace(text.substr(begin, at - begin), std::move(*fact));
    }
  }
}

}  // namespace

Facts ReadScriptCode(std::string_view code, std::string_view name) {
  Facts facts;
  FactValue calls{.kind = Kind::kList};
  const std::string_view text = ClassText(code, name);
  ReadConstants(text, facts);
  for (std::size_t open = text.find('('); open != text.npos; open = text.find('(', open + 1)) {
    std::size_t begin = open;
    while (begin > 0 && IsNameCharacter(text[begin - 1])) --begin;
    std::string_view function = text.substr(begin, open - begin);
    const std::string_view before = text.substr(0, begin);
    if (!before.ends_with("torch.") && !before.ends_with('.')) continue;
    if (before.ends_with("torch.") && calls.items.size() < kMostCalls) {
      calls.items.push_back({.kind = Kind::kText, .text = std::string(function)});
    }
    // "_max_pool2d" of torch.nn.functional is max_pool2d.
    const auto* known = std::ranges::find(kFunctions, function, &Function::name);
    if (known == std::end(kFunctions) && function.starts_with('_')) {
      known = std::ranges::find(kFunctions, function.substr(1), &Function::name);
    }
    if (known == std::end(kFunctions)) continue;
    const std::vector<std::string_view> arguments = Arguments(text.substr(open + 1));
    for (const Argument& argument : known->arguments) {
      if (!argument.fact || argument.place >= arguments.size()) continue;
      if (auto fact = FromText(arguments[argument.place])) {
        facts.emplace(argument.fact, std::move(*fact));
      }
    }
  }
  if (!calls.items.empty()) facts.emplace("calls", std::move(calls));
  return facts;
}

}  // namespace residua
