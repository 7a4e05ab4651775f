// Loads a checkpoint from its file, or its files, for the native program.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "cli/arguments.h"

namespace residua::cli {

struct LoadedModel {
  std::unique_ptr<Classifier> classifier;
  // Where its tensors lie: the file that was named, or of a sharded checkpoint those that it names.
  std::vector<std::string> files;
};

// `program`: as it was called, to find the built-in model by. Warns on standard error where the
// model's labels do not fit. Throws Error.
LoadedModel LoadModel(const Arguments& arguments, const char* program);

}  // namespace residua::cli
