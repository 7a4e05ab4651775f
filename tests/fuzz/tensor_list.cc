#include "fuzz/tensor_list.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace residua::testing {
namespace {

// What stands before the next `end`, which is taken off `rest` with it.
std::string_view Take(std::string_view& rest, char end) {
  const std::size_t at = rest.find(end);
  const std::string_view taken = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return taken;
}

template <typename Integer>
std::optional<Integer> ToInteger(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void AddObject(std::string_view line, std::uint32_t order, TensorIndex& index) {
  ObjectFacts object = {.path = std::string(Take(line, ' ')),
                        .type = std::string(Take(line, ' ')),
                        .module = true,
                        .order = order};
  while (!line.empty()) {
    std::string_view value = Take(line, ' ');
    const std::string name(Take(value, '='));
    FactValue fact;
    if (const auto integer = ToInteger<std::int64_t>(value)) {
      fact = {.kind = FactValue::Kind::kInteger, .integer = *integer};
    } else {
      fact = {.kind = FactValue::Kind::kText, .text = std::string(value)};
    }
    object.facts[name] = fact;
  }
  index.objects.push_back(std::move(object));
}

void AddTensor(std::string_view line, std::uint32_t order, TensorIndex& index) {
  TensorEntry tensor = {.name = std::string(Take(line, ' ')), .order = order};
  while (!line.empty()) {
    const auto size = ToInteger<std::uint64_t>(Take(line, ' '));
    // As much as a reader lets through.
    constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
    if (!size || *size > kMost || tensor.shape.size() == 16) return;
    tensor.shape.push_back(*size);
  }
  index.tensors.push_back(std::move(tensor));
}

}  // namespace

TensorIndex ReadTensorList(std::span<const std::uint8_t> text) {
  std::string_view rest(reinterpret_cast<const char*>(text.data()), text.size());
  TensorIndex index;
  index.definition_order = true;
  std::uint32_t order = 0;
  while (!rest.empty()) {
    std::string_view line = Take(rest, '\n');
    if (line == "sorted") {
      index.definition_order = false;
    } else if (line.starts_with('@')) {
      AddObject(line.substr(1), order++, index);
    } else if (!line.empty()) {
      AddTensor(line, order++, index);
    }
  }
  return index;
}

}  // namespace residua::testing
