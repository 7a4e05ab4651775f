// The output of the native program.

#pragma once

#include <span>
#include <string>

#include "classify/classifier.h"
#include "core/error.h"

namespace residua::cli {

// {"file":...,"predictions":[{"label":...,"index":...,"probability":...}],"sure":true,
// "group":{"label":...,"index":...,"probability":...,"certain":"class"|"group"|"nothing",
// "best":{...}},"ms":{"decode":...,...}}; sure is false if the best class is below the model's
// threshold; for a taught model "novel":true|false follows it; group is omitted if the classes have
// no groups.
std::string JsonLine(const std::string& file, const Classification& classification);

// {"file":...,"error":{"code":...,"message":...}}
std::string JsonLine(const std::string& file, const Error& error);

// The same as text.
std::string Text(const std::string& file, const Classification& classification);

// The recognised checkpoint as text: architecture, structure as a tree, assumptions.
std::string InfoText(const Classifier& classifier);

// {"architecture":...,"classes":...,"parameters":...,"inputHeight":...,"inputWidth":...,"path":...,
//  "structure":[...],"assumptions":[...]}
std::string InfoJson(const Classifier& classifier);

// A table of the network's steps, with their sum.
std::string ProfileTable(std::span<const engine::StepReport> steps);

}  // namespace residua::cli
