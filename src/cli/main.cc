// The native program: residua classify IMAGE..., info, teach. arguments.cc has the usage text.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "cli/arguments.h"
#include "cli/load_model.h"
#include "cli/read_image.h"
#include "cli/report.h"
#include "cli/teach_command.h"
#include "core/error.h"

namespace residua::cli {
namespace {

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Report(const std::string& file, const Error& error, const Arguments& arguments) {
  if (arguments.json) {
    Print(JsonLine(file, error) + "\n");
  } else {
    std::fprintf(stderr, "residua: %s: %s\n", file.c_str(), error.what());
  }
}

// Returns whether it succeeded. A failed image is reported in its place, and the next one follows.
bool ClassifyFile(Classifier& classifier, const std::string& file, const Arguments& arguments) {
  try {
    const std::vector<std::uint8_t> photo = ReadImage(file);
    const Classification result =
        classifier.Classify({.bytes = photo, .limits = arguments.limits}, arguments.top_k);
    Print(arguments.json ? JsonLine(file, result) + "\n" : Text(file, result));
    return true;
  } catch (const Error& error) {
    Report(file, error, arguments);
  } catch (const std::bad_alloc&) {
    Report(file, Error(ErrorCode::kOutOfMemory, "There is not enough memory for this image."),
           arguments);
  }
  return false;
}

int Main(const char* program, std::span<const char* const> command_line) {
  const Arguments arguments = ParseArguments(command_line);
  if (arguments.help) {
    Print(Usage());
    return 0;
  }
  if (arguments.teach) return Teach(arguments, program);
  const std::unique_ptr<Classifier> classifier = LoadModel(arguments, program).classifier;
  if (arguments.info) {
    Print(arguments.json ? InfoJson(*classifier) + "\n" : InfoText(*classifier));
    return 0;
  }
  if (arguments.profile) Print(ProfileTable(classifier->Profile()));
  bool good = true;
  for (const std::string& image : arguments.images) {
    good = ClassifyFile(*classifier, image, arguments) && good;
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace residua::cli

int main(int argc, char** argv) {
  try {
    const std::size_t count = argc > 0 ? static_cast<std::size_t>(argc - 1) : 0;
    return residua::cli::Main(argc > 0 ? argv[0] : "", {argv + 1, count});
  } catch (const residua::cli::UsageError& error) {
    std::fprintf(stderr, "residua: %s\n\n%s", error.what(), residua::cli::Usage());
    return 2;
  } catch (const residua::Error& error) {
    std::fprintf(stderr, "residua: %s (%s)\n", error.what(), ToString(error.code()));
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "residua: %s\n", error.what());
    return 1;
  }
}
