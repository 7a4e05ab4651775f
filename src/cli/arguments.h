// The command line of the native program.

#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "cli/builtin_model.h"
#include "engine/kernel_choice.h"
#include "image/decode.h"

namespace residua::cli {

struct Arguments {
  std::string model = kBuiltinModel;  // path of a checkpoint, or kBuiltinModel
  std::string labels;                 // path of a list, or empty
  std::vector<std::string> configs;   // paths of the model's JSON files; earlier ones take
                                      // precedence
  std::size_t top_k = 5;
  std::size_t threads = 1;
  engine::KernelChoice kernels = engine::KernelChoice::kAuto;
  DecodeLimits limits;  // of images
  bool json = false;
  bool profile = false;
  bool info = false;   // describe the model instead of classifying
  bool teach = false;  // learn classes; images[0] is a folder
  std::string out;     // of teach: the output file
  std::string test;    // of teach: another folder, or empty
  std::string none;    // of teach: the sub-folder of counter-examples, or empty
  bool help = false;
  std::vector<std::string> images;  // paths, in order
};

// Incorrect usage; `what()` states what was expected.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The output of --help.
const char* Usage();

// Parses the arguments after the program's name. Throws UsageError.
Arguments ParseArguments(std::span<const char* const> arguments);

}  // namespace residua::cli
