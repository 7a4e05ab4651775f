#include "cli/report.h"

#include <array>
#include <cstdio>

#include "core/json.h"

namespace residua::cli {
namespace {

template <typename... Values>
std::string Format(const char* format, Values... values) {
  std::array<char, 256> text;
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

std::string TableRow(const std::string& name, double milliseconds, double flops, double bytes) {
  return Format("%-28s %9.3f %9.1f %9.2f\n", name.c_str(), milliseconds,
                flops / milliseconds * 1e-6, bytes * 1e-6);
}

// The fields of a prediction or a group.
std::string Named(const auto& named) {
  return "\"label\":" + JsonQuote(named.label) + ",\"index\":" + std::to_string(named.index) +
         Format(",\"probability\":%.9g", static_cast<double>(named.probability));
}

// The certain group or class; omitted if the list of classes already shows it.
std::string Headline(const Classification& classification) {
  const std::optional<GroupAnswer>& group = classification.group;
  if (classification.novel.value_or(false)) return "  none of these\n";
  if (!group) return classification.sure ? "" : "  not sure\n";
  switch (group->certain) {
    case Certain::kClass:
      return "  " + group->label + ": " + group->best.label + "\n";
    case Certain::kGroup:
      return "  " + group->label + ", perhaps: " + group->best.label + "\n";
    case Certain::kNothing:
      return "  not sure\n";
  }
  return "";
}

}  // namespace

std::string JsonLine(const std::string& file, const Classification& classification) {
  std::string line = "{\"file\":" + JsonQuote(file) + ",\"predictions\":[";
  for (const Prediction& prediction : classification.predictions) {
    if (line.back() == '}') line += ',';
    line += '{' + Named(prediction) + '}';
  }
  const Milliseconds& ms = classification.ms;
  line += classification.sure ? "],\"sure\":true" : "],\"sure\":false";
  if (classification.novel) line += *classification.novel ? ",\"novel\":true" : ",\"novel\":false";
  if (const std::optional<GroupAnswer>& group = classification.group) {
    line += ",\"group\":{" + Named(*group) + ",\"certain\":\"" + ToString(group->certain) +
            "\",\"best\":{" + Named(group->best) + "}}";
  }
  return line + Format(",\"ms\":{\"decode\":%.3f,\"preprocess\":%.3f,\"network\":%.3f}}", ms.decode,
                       ms.preprocess, ms.network);
}

std::string JsonLine(const std::string& file, const Error& error) {
  return "{\"file\":" + JsonQuote(file) +
         ",\"error\":{\"code\":" + JsonQuote(ToString(error.code())) +
         ",\"message\":" + JsonQuote(error.what()) + "}}";
}

std::string Text(const std::string& file, const Classification& classification) {
  std::string text = file + "\n" + Headline(classification);
  for (const Prediction& prediction : classification.predictions) {
    text += Format("  %5.1f %%  ", 100.0 * static_cast<double>(prediction.probability)) +
            prediction.label + "\n";
  }
  const Milliseconds& ms = classification.ms;
  return text + Format("  decode %.1f ms, preprocess %.1f ms, network %.1f ms\n", ms.decode,
                       ms.preprocess, ms.network);
}

std::string InfoText(const Classifier& classifier) {
  const ResNetConfig& config = classifier.config();
  const PixelSize input = classifier.preprocess().crop;
  std::string text =
      config.name + ": " + std::to_string(config.num_classes) + " outputs, " +
      Format("%.2f million parameters, input %d x %d pixels\n",
             static_cast<double>(classifier.parameters()) * 1e-6, input.width, input.height);
  if (!classifier.path().empty()) text += "at \"" + classifier.path() + "\" in the file\n";
  text += "\n" + classifier.structure();
  if (!classifier.assumptions().empty())
    text += "\nAssumed, since neither file nor configuration states it:\n";
  for (const std::string& assumption : classifier.assumptions()) text += "  " + assumption + "\n";
  return text;
}

std::string InfoJson(const Classifier& classifier) {
  const ResNetConfig& config = classifier.config();
  const auto list = [](const std::vector<std::string>& items) {
    std::string text = "[";
    for (const std::string& item : items) text += (text.size() > 1 ? "," : "") + JsonQuote(item);
    return text + "]";
  };
  std::vector<std::string> lines;
  const std::string structure = classifier.structure();
  for (std::size_t begin = 0; begin < structure.size();) {
    const std::size_t end = structure.find('\n', begin);
    lines.push_back(structure.substr(begin, end - begin));
    begin = end + 1;
  }
  const PixelSize input = classifier.preprocess().crop;
  return "{\"architecture\":" + JsonQuote(config.name) +
         ",\"classes\":" + std::to_string(config.num_classes == 0 ? 0 : config.answers()) +
         ",\"parameters\":" + std::to_string(classifier.parameters()) +
         ",\"inputHeight\":" + std::to_string(input.height) +
         ",\"inputWidth\":" + std::to_string(input.width) +
         ",\"path\":" + JsonQuote(classifier.path()) + ",\"structure\":" + list(lines) +
         ",\"assumptions\":" + list(classifier.assumptions()) + "}";
}

std::string ProfileTable(std::span<const engine::StepReport> steps) {
  std::string table = "step                                ms   GFLOP/s        MB\n";
  engine::StepReport sum{.name = "sum"};
  double bytes = 0;
  for (const engine::StepReport& step : steps) {
    table += TableRow(step.name, step.milliseconds, step.flops, static_cast<double>(step.bytes));
    sum.milliseconds += step.milliseconds;
    sum.flops += step.flops;
    bytes += static_cast<double>(step.bytes);
  }
  return table + TableRow(sum.name, sum.milliseconds, sum.flops, bytes);
}

}  // namespace residua::cli
