// Loads a checkpoint from one or several files for the native program.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "cli/arguments.h"

namespace residua::cli {

struct LoadedModel {
  std::unique_ptr<Classifier> classifier;
  // The files with its tensors: the given one, or those that the index of a sharded checkpoint
  // lists.
  std::vector<std::string> files;
};

// `program` is argv[0], to find the built-in model. Warns on standard error if the labels do not
// match the model. Throws Error.
LoadedModel LoadModel(const Arguments& arguments, const char* program);

}  // namespace residua::cli
