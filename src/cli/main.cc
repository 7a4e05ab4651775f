// The native program: residua classify IMAGE... See arguments.cc for its usage.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "classify/classifier.h"
#include "cli/arguments.h"
#include "cli/builtin_model.h"
#include "cli/read_image.h"
#include "cli/report.h"
#include "core/error.h"

namespace residua::cli {
namespace {

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// Calls `take` with the file's bytes, a megabyte at a time. Throws Error(`code`) if it cannot be
// read.
void ReadFile(const std::string& path, ErrorCode code,
              const std::function<void(std::span<const std::byte>)>& take) {
  if (std::error_code error; std::filesystem::is_directory(path, error)) {
    throw Error(ErrorCode::kInvalidOption,
                "\"" + path +
                    "\" is a folder: name the file in it, such as model.safetensors, "
                    "model.safetensors.index.json or pytorch_model.bin");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(code, "cannot open \"" + path + "\"");
  std::vector<char> piece(std::size_t{1} << 20);
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    take(std::as_bytes(std::span(piece.data(), static_cast<std::size_t>(file.gcount()))));
  }
  if (file.bad() || !file.eof()) throw Error(code, "cannot read \"" + path + "\"");
}

std::string ReadWhole(const std::string& path, ErrorCode code) {
  std::string content;
  ReadFile(path, code, [&](std::span<const std::byte> piece) {
    content.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  });
  return content;
}

std::unique_ptr<Classifier> Load(const Arguments& arguments, const char* program) {
  const std::string model = arguments.model == kBuiltinModel
                                ? FirstPresent(BuiltinModelPlaces(ProgramPath(program)))
                                : arguments.model;
  ClassifierOptions options{.kernels = arguments.kernels, .threads = arguments.threads};
  if (!arguments.labels.empty()) {
    options.labels = Labels::FromText(ReadWhole(arguments.labels, ErrorCode::kInvalidOption));
  }
  for (const std::string& config : arguments.configs) {
    options.card.FillFrom(ParseModelCard(ReadWhole(config, ErrorCode::kInvalidOption)));
  }
  ClassifierLoader loader(std::move(options));
  ReadFile(model, ErrorCode::kInvalidCheckpoint,
           [&](std::span<const std::byte> piece) { loader.Push(piece); });
  // Of a sharded checkpoint the index was named; the files it names lie beside it.
  const std::filesystem::path folder = std::filesystem::path(model).parent_path();
  for (const std::string& name : loader.EndFile()) {
    ReadFile((folder / name).string(), ErrorCode::kInvalidCheckpoint,
             [&](std::span<const std::byte> piece) { loader.Push(piece); });
    loader.EndFile();
  }
  std::unique_ptr<Classifier> classifier = loader.Finish();
  if (classifier->label_state() == LabelState::kMismatch) {
    std::fprintf(stderr,
                 "residua: the model's labels are not as many as its %zu classes, so they are not "
                 "used\n",
                 classifier->config().answers());
  }
  return classifier;
}

void Report(const std::string& file, const Error& error, const Arguments& arguments) {
  if (arguments.json) {
    Print(JsonLine(file, error) + "\n");
  } else {
    std::fprintf(stderr, "residua: %s: %s\n", file.c_str(), error.what());
  }
}

// Whether it went well. An image that fails is reported in its place and the next one goes on.
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
  const std::unique_ptr<Classifier> classifier = Load(arguments, program);
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
