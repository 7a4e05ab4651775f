// The JavaScript interface of ClassifierLoader and Classifier. Conversions only, no logic. web/src
// is its only user.
//
// Objects are passed as pointers, and methods as functions, since Embind's classes would make up a
// quarter of the JavaScript.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bindings/design.h"
#include "bindings/js_error.h"
#include "classify/classifier.h"
#include "engine/fused_vectors.h"

using emscripten::val;
using residua::Classification;
using residua::Classifier;
using residua::ClassifierLoader;
using residua::ClassifierOptions;
using residua::Photo;
using residua::WithJsErrors;

namespace {

using LoaderHandle = std::uintptr_t;
using ClassifierHandle = std::uintptr_t;

ClassifierLoader& LoaderAt(LoaderHandle handle) {
  return *reinterpret_cast<ClassifierLoader*>(handle);
}

Classifier& ClassifierAt(ClassifierHandle handle) { return *reinterpret_cast<Classifier*>(handle); }

// The object's address; JavaScript owns the object from now on.
template <typename T>
std::uintptr_t ReleaseToJs(std::unique_ptr<T> object) {
  return reinterpret_cast<std::uintptr_t>(object.release());
}

// A copy of a JavaScript Uint8Array (or Uint8ClampedArray). A vector would be zero-initialised
// first.
struct Bytes {
  explicit Bytes(const val& array)
      : size(array["length"].as<std::size_t>()),
        data(std::make_unique_for_overwrite<std::uint8_t[]>(size)) {
    val(emscripten::typed_memory_view(size, data.get())).call<void>("set", array);
  }

  std::span<const std::uint8_t> span() const { return {data.get(), size}; }

  std::size_t size;
  std::unique_ptr<std::uint8_t[]> data;
};

template <typename T>
T OptionOr(const val& options, const char* name, T otherwise) {
  const val option = options[name];
  return option.isUndefined() || option.isNull() ? otherwise : option.as<T>();
}

// An array of strings, or undefined.
std::vector<std::string> Texts(const val& array) {
  return array.isUndefined() ? std::vector<std::string>()
                             : emscripten::vecFromJSArray<std::string>(array);
}

LoaderHandle MakeLoader(const val& options) {
  return WithJsErrors([&] {
    ClassifierOptions made;
    made.labels = residua::Labels::FromText(OptionOr<std::string>(options, "labels", ""));
    // Earlier cards take precedence; later ones only fill unset fields.
    for (const std::string& card : Texts(options["cards"])) {
      made.card.FillFrom(residua::ParseModelCard(card));
    }
    const std::string kernels = OptionOr<std::string>(options, "kernels", "auto");
    made.kernels = residua::engine::KernelChoiceNamed(kernels).value_or(made.kernels);
    made.threads = OptionOr<unsigned>(options, "threads", 1);
    made.measure_threads = OptionOr<bool>(options, "measureThreads", false);
    residua::engine::SetVectorsFused(OptionOr<bool>(options, "fused", false));
    return ReleaseToJs(std::make_unique<ClassifierLoader>(std::move(made)));
  });
}

void Push(LoaderHandle loader, const val& bytes) {
  WithJsErrors([&] { LoaderAt(loader).Push(std::as_bytes(Bytes(bytes).span())); });
}

val EndFile(LoaderHandle loader) {
  return WithJsErrors([&] { return val::array(LoaderAt(loader).EndFile()); });
}

ClassifierHandle Finish(LoaderHandle loader) {
  return WithJsErrors([&] { return ReleaseToJs(LoaderAt(loader).Finish()); });
}

void DeleteLoader(LoaderHandle loader) { delete &LoaderAt(loader); }

void DeleteClassifier(ClassifierHandle classifier) { delete &ClassifierAt(classifier); }

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

const char* ToString(residua::GroupSource source) {
  switch (source) {
    case residua::GroupSource::kAbsent:
      return "absent";
    case residua::GroupSource::kGiven:
      return "given";
    case residua::GroupSource::kImageNet:
      return "imagenet";
  }
  return "absent";
}

val Info(ClassifierHandle handle) {
  const Classifier& self = ClassifierAt(handle);
  val info = val::object();
  info.set("architecture", self.config().name);
  info.set("classes", self.config().num_classes == 0 ? 0 : self.config().answers());
  // A single logit chooses between two classes.
  const bool several =
      self.config().output == residua::OutputType::kSigmoid && self.config().num_classes > 1;
  info.set("output", several ? "sigmoid" : "softmax");
  info.set("structure", val::u8string(self.structure().c_str()));
  info.set("design", residua::DesignOf(self.config()));
  info.set("path", val::u8string(self.path().c_str()));
  info.set("assumptions", val::array(self.assumptions()));
  info.set("inputHeight", self.preprocess().crop.height);
  info.set("inputWidth", self.preprocess().crop.width);
  info.set("parameters", static_cast<double>(self.parameters()));
  info.set("threads", self.threads());
  info.set("threadGain", self.measured_thread_gain());
  info.set("vectorBits", residua::engine::VectorsAreFused() ? 256 : 128);
  info.set("labels", std::string(ToString(self.label_state())));
  info.set("groups", std::string(ToString(self.groups().source())));
  info.set("temperature", self.calibration().temperature);
  info.set("threshold", self.calibration().threshold);
  return info;
}

// A photo from JavaScript, with its own bytes: {data, width, height} are raw pixels, {data} alone
// is a file.
class PhotoArgument {
 public:
  explicit PhotoArgument(const val& photo) : bytes_(photo["data"]) {
    if (!photo["width"].isUndefined()) raw_ = {photo["width"].as<int>(), photo["height"].as<int>()};
    const val max_pixels = photo["maxPixels"];
    if (!max_pixels.isUndefined())
      limits_.max_pixels = static_cast<std::int64_t>(max_pixels.as<double>());
    const val crop = photo["crop"];
    if (!crop.isUndefined()) {
      crop_ = {crop["x"].as<int>(), crop["y"].as<int>(), crop["width"].as<int>(),
               crop["height"].as<int>()};
    }
  }

  Photo get() const {
    return {.bytes = bytes_.span(), .raw = raw_, .crop = crop_, .limits = limits_};
  }

 private:
  Bytes bytes_;
  std::optional<residua::PixelSize> raw_;
  std::optional<residua::PixelRect> crop_;
  residua::DecodeLimits limits_;
};

// A Float32Array with its own memory.
val Copy(const std::vector<float>& values) {
  return val(emscripten::typed_memory_view(values.size(), values.data())).call<val>("slice");
}

val ToJs(const residua::Prediction& prediction) {
  val entry = val::object();
  entry.set("label", val::u8string(prediction.label.c_str()));
  entry.set("index", prediction.index);
  entry.set("probability", prediction.probability);
  return entry;
}

val ToJs(const residua::GroupAnswer& group) {
  val entry = val::object();
  entry.set("label", val::u8string(group.label.c_str()));
  entry.set("index", group.index);
  entry.set("probability", group.probability);
  entry.set("certain", std::string(ToString(group.certain)));
  entry.set("best", ToJs(group.best));
  return entry;
}

val ClassAt(const Classifier& classifier, std::size_t index) {
  val entry = val::object();
  entry.set("label", val::u8string(classifier.label(index).c_str()));
  entry.set("index", index);
  const residua::Groups& groups = classifier.groups();
  if (groups.empty()) return entry;
  const std::size_t group = groups.Of(index);
  val group_entry = val::object();
  group_entry.set("label", val::u8string(groups.Name(group).c_str()));
  group_entry.set("index", group);
  entry.set("group", group_entry);
  return entry;
}

val ToJs(const residua::Milliseconds& milliseconds) {
  val ms = val::object();
  ms.set("decode", milliseconds.decode);
  ms.set("preprocess", milliseconds.preprocess);
  ms.set("network", milliseconds.network);
  return ms;
}

val ToJs(const residua::Region& region) {
  val seen = val::object();
  seen.set("x", region.x);
  seen.set("y", region.y);
  seen.set("width", region.width);
  seen.set("height", region.height);
  return seen;
}

val ToJs(const residua::NamedValue& value) {
  val feature = val::object();
  feature.set("height", value.value.shape.height);
  feature.set("width", value.value.shape.width);
  feature.set("channels", value.value.shape.channels);
  feature.set("data", Copy(value.value.values));
  return feature;
}

val ToJs(const residua::StepTime& step) {
  val entry = val::object();
  entry.set("name", step.name);
  entry.set("ms", step.milliseconds);
  return entry;
}

val ToJs(const residua::engine::StepReport& step) {
  val entry = val::object();
  entry.set("name", step.name);
  entry.set("ms", step.milliseconds);
  entry.set("flops", step.flops);
  entry.set("bytes", step.bytes);
  return entry;
}

val ToJs(const Classification& classification);

template <typename T>
val ToJs(const std::vector<T>& items) {
  val list = val::array();
  for (const T& item : items) list.call<void>("push", ToJs(item));
  return list;
}

val ToJs(const Classification& classification) {
  val result = val::object();
  result.set("predictions", ToJs(classification.predictions));
  result.set("sure", classification.sure);
  if (classification.novel) result.set("novel", *classification.novel);
  if (classification.group) result.set("group", ToJs(*classification.group));
  result.set("ms", ToJs(classification.ms));
  return result;
}

val ToJs(const residua::Features& features) {
  val values = val::object();
  for (const residua::NamedValue& value : features.values) values.set(value.name, ToJs(value));
  val result = val::object();
  result.set("features", values);
  result.set("steps", ToJs(features.steps));
  result.set("predictions", ToJs(features.predictions));
  result.set("seen", ToJs(features.seen));
  result.set("ms", ToJs(features.ms));
  return result;
}

val ToJs(const residua::Explanation& explanation) {
  val result = ToJs(explanation.prediction);
  result.set("height", explanation.map.height);
  result.set("width", explanation.map.width);
  result.set("data", Copy(explanation.map.values));
  result.set("bias", explanation.map.bias);
  result.set("seen", ToJs(explanation.seen));
  result.set("ms", ToJs(explanation.ms));
  return result;
}

val Classify(ClassifierHandle handle, const val& photo, const val& options) {
  Classifier& self = ClassifierAt(handle);
  return WithJsErrors([&] {
    const PhotoArgument argument(photo);
    return ToJs(self.Classify(argument.get(), OptionOr<unsigned>(options, "topK", 5)));
  });
}

val Logits(ClassifierHandle handle, const val& photo) {
  Classifier& self = ClassifierAt(handle);
  return WithJsErrors([&] { return Copy(self.Logits(PhotoArgument(photo).get())); });
}

val LogitsOf(ClassifierHandle handle, const val& tensor) {
  Classifier& self = ClassifierAt(handle);
  return WithJsErrors([&] {
    const auto shape = emscripten::convertJSArrayToNumberVector<unsigned>(tensor["shape"]);
    residua::Tensor images;
    images.shape = {shape.at(0), shape.at(1), shape.at(2), shape.at(3)};
    images.values = emscripten::convertJSArrayToNumberVector<float>(tensor["data"]);
    return Copy(self.Logits(images));
  });
}

val Embed(ClassifierHandle handle, const val& photo) {
  Classifier& self = ClassifierAt(handle);
  return WithJsErrors([&] { return Copy(self.Embed(PhotoArgument(photo).get())); });
}

val Features(ClassifierHandle handle, const val& photo, const val& options) {
  Classifier& self = ClassifierAt(handle);
  return WithJsErrors([&] {
    const PhotoArgument argument(photo);
    return ToJs(self.ExtractFeatures(
        argument.get(), {.values = emscripten::vecFromJSArray<std::string>(options["names"]),
                         .shortcuts = OptionOr<bool>(options, "shortcuts", true),
                         .without = Texts(options["without"]),
                         .top_k = OptionOr<unsigned>(options, "topK", 5)}));
  });
}

val Explain(ClassifierHandle handle, const val& photo, const val& options) {
  Classifier& self = ClassifierAt(handle);
  return WithJsErrors([&] {
    residua::ExplanationOptions made;
    const val index = options["index"];
    if (!index.isUndefined()) made.index = index.as<unsigned>();
    made.label = OptionOr<std::string>(options, "label", "");
    made.shortcuts = OptionOr<bool>(options, "shortcuts", true);
    made.without = Texts(options["without"]);
    return ToJs(self.Explain(PhotoArgument(photo).get(), made));
  });
}

val Classes(ClassifierHandle handle) {
  const Classifier& self = ClassifierAt(handle);
  const std::size_t count = self.config().num_classes == 0 ? 0 : self.config().answers();
  val list = val::array();
  for (std::size_t i = 0; i < count; ++i) list.call<void>("push", ClassAt(self, i));
  return list;
}

val ToJs(const residua::LayerValues& layer) {
  val values = val::object();
  values.set("outputs", layer.outputs);
  values.set("height", layer.height);
  values.set("width", layer.width);
  values.set("inputs", layer.inputs);
  values.set("data", Copy(layer.weights));
  values.set("bias", Copy(layer.bias));
  return values;
}

val StemWeights(ClassifierHandle handle) {
  return WithJsErrors([&] { return ToJs(ClassifierAt(handle).StemWeights()); });
}

val HeadWeights(ClassifierHandle handle) {
  return WithJsErrors([&] { return ToJs(ClassifierAt(handle).HeadWeights()); });
}

val Profile(ClassifierHandle handle) {
  Classifier& self = ClassifierAt(handle);
  return WithJsErrors([&] { return ToJs(self.Profile()); });
}

void WarmUp(ClassifierHandle handle) {
  WithJsErrors([&] { ClassifierAt(handle).WarmUp(); });
}

std::string Body(ClassifierHandle handle) {
  return WithJsErrors([&] { return ClassifierAt(handle).body(); });
}

val ValueNames(ClassifierHandle handle) {
  const Classifier& self = ClassifierAt(handle);
  val names = val::array();
  for (const std::string& name : self.value_names()) names.call<void>("push", name);
  return names;
}

}  // namespace

EMSCRIPTEN_BINDINGS(residua) {
  using emscripten::function;
  function("makeLoader", &MakeLoader);
  function("push", &Push);
  function("endFile", &EndFile);
  function("finish", &Finish);
  function("deleteLoader", &DeleteLoader);

  function("info", &Info);
  function("classify", &Classify);
  function("logits", &Logits);
  function("logitsOf", &LogitsOf);
  function("embed", &Embed);
  function("features", &Features);
  function("explain", &Explain);
  function("classes", &Classes);
  function("stemWeights", &StemWeights);
  function("headWeights", &HeadWeights);
  function("profile", &Profile);
  function("warmUp", &WarmUp);
  function("valueNames", &ValueNames);
  function("body", &Body);
  function("deleteClassifier", &DeleteClassifier);
}
