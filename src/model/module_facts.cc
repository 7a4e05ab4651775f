#include "model/module_facts.h"

#include <algorithm>

#include "model/module_tree.h"

namespace residua {
namespace {

using engine::Activation;
using engine::ActivationKind;

struct NamedActivation {
  std::string_view name;  // lower case, without separators
  ActivationKind kind;
};

constexpr NamedActivation kActivations[] = {
    {"none", ActivationKind::kNone},       {"identity", ActivationKind::kNone},
    {"linear", ActivationKind::kNone},     {"relu", ActivationKind::kRelu},
    {"relu6", ActivationKind::kRelu6},     {"leakyrelu", ActivationKind::kLeakyRelu},
    {"silu", ActivationKind::kSilu},       {"swish", ActivationKind::kSilu},
    {"gelu", ActivationKind::kGelu},       {"hardswish", ActivationKind::kHardSwish},
    {"sigmoid", ActivationKind::kSigmoid}, {"hardsigmoid", ActivationKind::kHardSigmoid},
    {"elu", ActivationKind::kElu},         {"tanh", ActivationKind::kTanh},
    {"mish", ActivationKind::kMish},
};

std::optional<double> NumberOf(const FactValue& value) {
  switch (value.kind) {
    case FactValue::Kind::kBool:
    case FactValue::Kind::kInteger:
      return static_cast<double>(value.integer);
    case FactValue::Kind::kReal:
      return value.real;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string_view ClassName(std::string_view type) {
  const std::size_t dot = type.rfind('.');
  return dot == type.npos ? type : type.substr(dot + 1);
}

std::optional<Activation> ActivationNamed(std::string name, double negative_slope) {
  std::erase_if(name, [](char c) { return c == '_' || c == '-'; });
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const NamedActivation& known : kActivations) {
    if (known.name != name) continue;
    Activation activation{known.kind};
    if (known.kind == ActivationKind::kLeakyRelu) {
      activation.parameter = static_cast<float>(negative_slope);
    }
    if (known.kind == ActivationKind::kElu) activation.parameter = 1;
    return activation;
  }
  return std::nullopt;
}

std::string NameOf(const Activation& activation) {
  if (activation.kind == ActivationKind::kNone) return "no activation";
  for (const NamedActivation& known : kActivations) {
    if (known.kind == activation.kind) return std::string(known.name);
  }
  return "";
}

ModuleFacts::ModuleFacts(const TensorIndex& index) : index_(index) {
  for (const ObjectFacts& object : index.objects) {
    if (object.module) by_path_.emplace(object.path, &object);
  }
}

const ObjectFacts* ModuleFacts::Find(const std::string& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

std::optional<double> ModuleFacts::Number(const std::string& path, const char* fact) const {
  const ObjectFacts* const object = Find(path);
  if (!object) return std::nullopt;
  const auto found = object->facts.find(fact);
  return found == object->facts.end() ? std::nullopt : NumberOf(found->second);
}

std::optional<std::size_t> ModuleFacts::Size(const std::string& path, const char* fact) const {
  const ObjectFacts* const object = Find(path);
  if (!object) return std::nullopt;
  const auto found = object->facts.find(fact);
  if (found == object->facts.end()) return std::nullopt;
  std::optional<double> number = NumberOf(found->second);
  const std::vector<FactValue>& items = found->second.items;
  if (!items.empty()) {
    number = NumberOf(items[0]);
    for (const FactValue& item : items) {
      if (NumberOf(item) != number) return std::nullopt;
    }
  }
  if (!number || !(*number >= 0 && *number < 1000)) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

std::optional<Activation> ModuleFacts::ActivationOf(const ObjectFacts& object) const {
  const std::optional<double> slope = Number(object.path, "negative_slope");
  const std::string_view name = ClassName(object.type);
  if (name == "Identity" || name == "Linear") return std::nullopt;
  std::optional<Activation> activation = ActivationNamed(std::string(name), slope.value_or(0.01));
  const std::optional<double> alpha = Number(object.path, "alpha");
  if (activation && activation->kind == ActivationKind::kElu && alpha) {
    activation->parameter = static_cast<float>(*alpha);
  }
  return activation;
}

std::vector<const ObjectFacts*> ModuleFacts::Below(const std::string& path) const {
  std::vector<const ObjectFacts*> below;
  for (const ObjectFacts& object : index_.objects) {
    if (object.module && StartsWithPath(object.path, path)) below.push_back(&object);
  }
  return below;
}

}  // namespace residua
