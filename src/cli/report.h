// What the native program prints.

#pragma once

#include <span>
#include <string>

#include "classify/classifier.h"
#include "core/error.h"

namespace residua::cli {

// {"file":...,"predictions":[{"label":...,"index":...,"probability":...}],"sure":true,
//  "group":{"label":...,"index":...,"probability":...,"certain":"class"|"group"|"nothing",
//  "best":{...}},"ms":{"decode":...,...}}; sure is false where the best class stays below the
//  model's
// threshold; "novel":true|false follows it of a model that was taught; there is no group where the
// classes have none.
std::string JsonLine(const std::string& file, const Classification& classification);

// {"file":...,"error":{"code":...,"message":...}}
std::string JsonLine(const std::string& file, const Error& error);

// The same for people.
std::string Text(const std::string& file, const Classification& classification);

// How a checkpoint was understood: architecture, structure as a tree, assumptions. For people.
std::string InfoText(const Classifier& classifier);

// {"architecture":...,"classes":...,"parameters":...,"inputHeight":...,"inputWidth":...,"path":...,
//  "structure":[...],"assumptions":[...]}
std::string InfoJson(const Classifier& classifier);

// A table of the network's steps, with their sum.
std::string ProfileTable(std::span<const engine::StepReport> steps);

}  // namespace residua::cli
