// What is taught with: embeddings of photos, each of one class.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace residua::teach {

struct Sample {
  std::uint32_t id = 0;        // the caller's own number for the photo
  std::uint32_t class_id = 0;  // position in Samples::classes
};

struct Samples {
  std::size_t features = 0;          // numbers of an embedding
  std::vector<std::string> classes;  // names, in the order of the answers
  // The class of counter-examples: photos that show none of the others. Unset: -1.
  std::int32_t none_class = -1;
  std::vector<Sample> samples;
  std::vector<float> embeddings;  // samples x features

  std::size_t size() const { return samples.size(); }
  std::span<const float> embedding(std::size_t i) const {
    return std::span(embeddings).subspan(i * features, features);
  }
  std::vector<std::size_t> CountsOfClasses() const;
};

// Throws Error(kInvalidOption), naming what is wrong: fewer than two classes, a class without
// photos, two of one name, or numbers that are not finite or not as many as said.
void CheckSamples(const Samples& samples);

}  // namespace residua::teach
