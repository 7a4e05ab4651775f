#include "teach/samples.h"

#include <set>
#include <string_view>

#include "core/error.h"
#include "core/finite.h"

namespace residua::teach {
namespace {

[[noreturn]] void Refuse(const std::string& why) { throw Error(ErrorCode::kInvalidOption, why); }

}  // namespace

std::vector<std::size_t> Samples::CountsOfClasses() const {
  std::vector<std::size_t> counts(classes.size());
  for (const Sample& sample : samples) ++counts[sample.class_id];
  return counts;
}

void CheckSamples(const Samples& samples) {
  if (samples.classes.size() < 2) {
    Refuse("Teaching needs photos of at least two classes, and there is " +
           std::string(samples.classes.empty() ? "none" : "one") + ". Add another class.");
  }
  std::set<std::string_view> names;
  for (const std::string& name : samples.classes) {
    if (!names.insert(name).second) Refuse("Two classes are called \"" + name + "\".");
  }
  if (samples.features == 0 || samples.embeddings.size() != samples.size() * samples.features) {
    Refuse("The embeddings are not " + std::to_string(samples.size()) + " times " +
           std::to_string(samples.features) + " numbers.");
  }
  for (const Sample& sample : samples.samples) {
    if (sample.class_id >= samples.classes.size()) Refuse("A photo has no class.");
  }
  const std::vector<std::size_t> counts = samples.CountsOfClasses();
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) {
      Refuse("The class \"" + samples.classes[k] + "\" has no photos. Add some, or remove it.");
    }
  }
  if (!AllFinite(samples.embeddings)) {
    Refuse("An embedding holds NaN or infinity. The network's weights may be damaged.");
  }
}

}  // namespace residua::teach
