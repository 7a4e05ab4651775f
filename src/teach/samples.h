// Training samples: embeddings of photos, each with a class.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace residua::teach {

struct Sample {
  std::uint32_t id = 0;        // the caller's identifier of the photo
  std::uint32_t class_id = 0;  // index into Samples::classes
};

struct Samples {
  std::size_t features = 0;          // numbers of an embedding
  std::vector<std::string> classes;  // names, in the order of the outputs
  // The class of counter-examples: photos that show none of the others. -1 if unset.
  std::int32_t none_class = -1;
  std::vector<Sample> samples;
  std::vector<float> embeddings;  // samples x features

  std::size_t size() const { return samples.size(); }
  std::span<const float> embedding(std::size_t i) const {
    return std::span(embeddings).subspan(i * features, features);
  }
  std::vector<std::size_t> CountsOfClasses() const;
};

// Throws Error(kInvalidOption), with the reason: fewer than two classes, a class without photos,
// two with the same name, non-finite numbers, or a wrong count.
void CheckSamples(const Samples& samples);

}  // namespace residua::teach
