// The browser's names for ClassifierLoader and Classifier. Conversions only, no logic. web/src is
// its only user.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bindings/js_error.h"
#include "classify/classifier.h"

using emscripten::val;
using residua::Classification;
using residua::Classifier;
using residua::ClassifierLoader;
using residua::ClassifierOptions;
using residua::WithJsErrors;

namespace {

// Copies a Uint8Array (or Uint8ClampedArray) out of JavaScript.
std::vector<std::uint8_t> Bytes(const val& array) {
  return emscripten::convertJSArrayToNumberVector<std::uint8_t>(array);
}

template <typename T>
T OptionOr(const val& options, const char* name, T otherwise) {
  const val option = options[name];
  return option.isUndefined() || option.isNull() ? otherwise : option.as<T>();
}

// An array of texts, or undefined for none.
std::vector<std::string> Texts(const val& array) {
  return array.isUndefined() ? std::vector<std::string>()
                             : emscripten::vecFromJSArray<std::string>(array);
}

std::unique_ptr<ClassifierLoader> MakeLoader(const val& options) {
  return WithJsErrors([&] {
    ClassifierOptions made;
    made.labels = residua::Labels::FromText(OptionOr<std::string>(options, "labels", ""));
    // The first card that says something is believed.
    for (const std::string& card : Texts(options["cards"])) {
      made.card.FillFrom(residua::ParseModelCard(card));
    }
    made.threads = OptionOr<unsigned>(options, "threads", 1);
    return std::make_unique<ClassifierLoader>(std::move(made));
  });
}

void Push(ClassifierLoader& self, const val& bytes) {
  WithJsErrors([&] {
    const std::vector<std::uint8_t> piece = Bytes(bytes);
    self.Push(std::as_bytes(std::span(piece)));
  });
}

std::unique_ptr<Classifier> Finish(ClassifierLoader& self) {
  return WithJsErrors([&] { return self.Finish(); });
}

const char* ToString(residua::LabelState state) {
  switch (state) {
    case residua::LabelState::kGiven:
      return "given";
    case residua::LabelState::kAbsent:
      return "absent";
    case residua::LabelState::kMismatch:
      return "mismatch";
  }
  return "absent";
}

val Info(const Classifier& self) {
  val info = val::object();
  info.set("architecture", self.config().name);
  info.set("classes", self.config().num_classes);
  info.set("inputHeight", self.preprocess().crop.height);
  info.set("inputWidth", self.preprocess().crop.width);
  info.set("parameters", static_cast<double>(self.parameters()));
  info.set("threads", self.threads());
  info.set("labels", std::string(ToString(self.label_state())));
  return info;
}

val ToJs(const Classification& classification) {
  val predictions = val::array();
  for (const residua::Prediction& prediction : classification.predictions) {
    val entry = val::object();
    entry.set("label", val::u8string(prediction.label.c_str()));
    entry.set("index", prediction.index);
    entry.set("probability", prediction.probability);
    predictions.call<void>("push", entry);
  }
  val ms = val::object();
  ms.set("decode", classification.ms.decode);
  ms.set("preprocess", classification.ms.preprocess);
  ms.set("network", classification.ms.network);
  val result = val::object();
  result.set("predictions", predictions);
  result.set("ms", ms);
  return result;
}

val Classify(Classifier& self, const val& photo, const val& options) {
  return WithJsErrors(
      [&] { return ToJs(self.Classify(Bytes(photo), OptionOr<unsigned>(options, "topK", 5))); });
}

val ClassifyPixels(Classifier& self, const val& rgba, int width, int height, const val& options) {
  return WithJsErrors([&] {
    return ToJs(
        self.ClassifyPixels(Bytes(rgba), width, height, OptionOr<unsigned>(options, "topK", 5)));
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(residua) {
  emscripten::class_<ClassifierLoader>("Loader")
      .constructor(&MakeLoader)
      .function("push", &Push)
      .function("finish", &Finish);

  emscripten::class_<Classifier>("Classifier")
      .function("info", &Info)
      .function("classify", &Classify)
      .function("classifyPixels", &ClassifyPixels);
}
