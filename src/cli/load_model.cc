#include "cli/load_model.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <utility>

#include "core/error.h"

namespace residua::cli {
namespace {

// Calls `take` with the file's bytes, a megabyte at a time. Throws Error(`code`) if it cannot be
// read.
void ReadFile(const std::string& path, ErrorCode code,
              const std::function<void(std::span<const std::byte>)>& take) {
  if (std::error_code error; std::filesystem::is_directory(path, error)) {
    throw Error(ErrorCode::kInvalidOption,
                "\"" + path +
                    "\" is a folder: name the file in it, such as model.safetensors, "
                    "model.safetensors.index.json or pytorch_model.bin.");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(code, "Cannot open \"" + path + "\".");
  std::vector<char> piece(std::size_t{1} << 20);
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    take(std::as_bytes(std::span(piece.data(), static_cast<std::size_t>(file.gcount()))));
  }
  if (file.bad() || !file.eof()) throw Error(code, "Cannot read \"" + path + "\".");
}

std::string ReadWhole(const std::string& path, ErrorCode code) {
  std::string content;
  ReadFile(path, code, [&](std::span<const std::byte> piece) {
    content.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  });
  return content;
}

}  // namespace

LoadedModel LoadModel(const Arguments& arguments, const char* program) {
  LoadedModel loaded;
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
  // The index of a sharded checkpoint was given; its files are in the same folder.
  const std::filesystem::path folder = std::filesystem::path(model).parent_path();
  for (const std::string& name : loader.EndFile()) {
    loaded.files.push_back((folder / name).string());
    ReadFile(loaded.files.back(), ErrorCode::kInvalidCheckpoint,
             [&](std::span<const std::byte> piece) { loader.Push(piece); });
    loader.EndFile();
  }
  if (loaded.files.empty()) loaded.files.push_back(model);
  loaded.classifier = loader.Finish();
  if (loaded.classifier->label_state() == LabelState::kMismatch) {
    std::fprintf(stderr,
                 "residua: the model's labels are not as many as its %zu classes, so they are not "
                 "used\n",
                 loaded.classifier->config().answers());
  }
  return loaded;
}

}  // namespace residua::cli
