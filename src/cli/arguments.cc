#include "cli/arguments.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace residua::cli {
namespace {

std::size_t PositiveNumber(std::string_view option, std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) {
    throw UsageError(std::string(option) + " takes a whole number of at least 1, not \"" +
                     std::string(text) + "\"");
  }
  return number;
}

engine::KernelChoice KernelsNamed(std::string_view name) {
  if (const std::optional<engine::KernelChoice> choice = engine::KernelChoiceNamed(name)) {
    return *choice;
  }
  throw UsageError("--kernels takes auto, direct or lean, not \"" + std::string(name) + "\"");
}

}  // namespace

const char* Usage() {
  return "Usage: residua classify [options] IMAGE...\n"
         "       residua teach [options] FOLDER --out FILE\n"
         "       residua info [options] [FILE]\n"
         "\n"
         "classify names what is on each image; info prints how a checkpoint was understood: "
         "stem,\n"
         "stages, blocks and head, and what was assumed.\n"
         "\n"
         "teach learns classes from a folder with a sub-folder of photos for each, and writes the\n"
         "model with a new head as a .safetensors.\n"
         "\n"
         "  --model FILE    a ResNet that PyTorch saved: .safetensors, .pth, .pt, .ckpt or .pkl,\n"
         "                  the .index.json of one in several files, or an .onnx file (builtin)\n"
         "  --labels FILE   the names of its classes, one per line or JSON\n"
         "  --config FILE   the model's config.json or preprocessor_config.json, or settings of\n"
         "                  Residua's; may be given several times\n"
         "  --topk K        how many classes to name (5)\n"
         "  --threads N     threads to run on (1)\n"
         "  --kernels WHICH auto, the fastest; lean, of the least memory; or direct, XNNPACK's own "
         "(auto)\n"
         "  --max-pixels N  refuses images of more pixels (150000000)\n"
         "  --out FILE      of teach: where the taught model is written\n"
         "  --test FOLDER   of teach: photos to test it with, also in sub-folders; those of no "
         "class\n"
         "                  should be called none of these\n"
         "  --none NAME     of teach: the sub-folder of counter-examples, which are of no class\n"
         "  --json          one line of JSON per image; of teach, one for all\n"
         "  --profile       milliseconds, GFLOP/s and bytes of every step of the network\n"
         "  --help          this text\n"
         "\n"
         "Exit status: 0; 1 if the model or an image failed; 2 for wrong usage.\n";
}

Arguments ParseArguments(std::span<const char* const> arguments) {
  Arguments parsed;
  if (arguments.empty()) throw UsageError("a command is missing: classify, teach or info");
  const std::string_view command = arguments[0];
  if (command == "--help" || command == "-h") {
    parsed.help = true;
    return parsed;
  }
  if (command != "classify" && command != "teach" && command != "info") {
    throw UsageError("there is no command \"" + std::string(command) +
                     "\"; there are: classify, teach, info");
  }
  parsed.info = command == "info";
  parsed.teach = command == "teach";
  bool only_images = false;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    const auto value = [&]() -> std::string_view {
      if (i + 1 == arguments.size()) {
        throw UsageError(std::string(argument) + " takes a value");
      }
      return arguments[++i];
    };
    if (only_images || !argument.starts_with("-")) {
      parsed.images.emplace_back(argument);
    } else if (argument == "--") {
      only_images = true;
    } else if (argument == "--model") {
      parsed.model = value();
    } else if (argument == "--labels") {
      parsed.labels = value();
    } else if (argument == "--config") {
      parsed.configs.emplace_back(value());
    } else if (parsed.teach && argument == "--out") {
      parsed.out = value();
    } else if (parsed.teach && argument == "--test") {
      parsed.test = value();
    } else if (parsed.teach && argument == "--none") {
      parsed.none = value();
    } else if (argument == "--topk") {
      parsed.top_k = PositiveNumber(argument, value());
    } else if (argument == "--threads") {
      parsed.threads = PositiveNumber(argument, value());
    } else if (argument == "--max-pixels") {
      parsed.limits.max_pixels = static_cast<std::int64_t>(PositiveNumber(argument, value()));
    } else if (argument == "--kernels") {
      parsed.kernels = KernelsNamed(value());
    } else if (argument == "--json") {
      parsed.json = true;
    } else if (argument == "--profile") {
      parsed.profile = true;
    } else if (argument == "--help" || argument == "-h") {
      parsed.help = true;
    } else {
      throw UsageError("there is no option " + std::string(argument));
    }
  }
  if (parsed.help) return parsed;
  if (parsed.info) {
    if (parsed.images.size() > 1) throw UsageError("info takes one checkpoint");
    if (!parsed.images.empty()) parsed.model = parsed.images[0];
    return parsed;
  }
  if (parsed.teach) {
    if (parsed.images.size() != 1) throw UsageError("teach takes one folder of photos");
    if (parsed.out.empty()) throw UsageError("teach needs --out, the file to write");
    return parsed;
  }
  if (parsed.images.empty() && !parsed.profile) throw UsageError("no image was given");
  return parsed;
}

}  // namespace residua::cli
