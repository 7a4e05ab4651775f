// What a config.json beside a golden's network would say.

#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

#include "model/hints.h"
#include "model/module_facts.h"
#include "support/golden_file.h"

namespace residua::testing {

// "silu", or "leaky_relu 0.1".
inline engine::Activation ActivationOf(const std::string& fact) {
  std::istringstream words(fact);
  std::string name;
  double slope = 0;
  words >> name >> slope;
  return ActivationNamed(name, slope).value();
}

inline ArchitectureHints HintsOf(const GoldenFile& golden) {
  ArchitectureHints hints;
  // Sets a hint where the golden has the fact.
  const auto hint = [&](const std::string& fact, auto& field, auto&& parse) {
    const auto found = golden.facts.find(fact);
    if (found != golden.facts.end()) field = parse(found->second);
  };
  const auto yes = [](const std::string& fact) { return fact == "yes"; };
  const auto numbers = [](const std::string& fact) { return WholeNumbers(fact); };
  const std::string& stride_at = golden.facts.at("stride_at");
  if (stride_at == "reduce") hints.stride_placement = StridePlacement::kReduce;
  if (stride_at == "second") hints.stride_placement = StridePlacement::kSecond;
  hint("activation", hints.activation, ActivationOf);
  hint("activation_after_addition", hints.activation_after_addition, ActivationOf);
  hint("stem_activation", hints.stem_activation, ActivationOf);
  hint("head_activation", hints.head_activation, ActivationOf);
  hint("stem_stride", hints.stem_stride, [&](const std::string& fact) { return numbers(fact)[0]; });
  hint("max_pool", hints.max_pool, yes);
  hint("stage_strides", hints.stage_strides, numbers);
  hint("dilation", hints.dilation, numbers);
  hint("anti_aliased", hints.anti_aliased, yes);
  hint("pooling", hints.pooling, [](const std::string& fact) {
    if (fact != "max") throw std::runtime_error("golden file: unknown pooling " + fact);
    return HeadPooling::kMax;
  });
  hints.first_stage_stride = golden.Numbers("first_stride").at(0);
  hints.batch_norm_epsilon = std::stod(golden.facts.at("eps"));
  return hints;
}

}  // namespace residua::testing
