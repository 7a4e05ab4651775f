// The labelled photos of ../shared/images, with what torch answers on them.

#pragma once

#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/json.h"
#include "support/shared_data.h"

namespace residua::testing {

struct ExpectedTop5 {
  std::vector<std::size_t> classes;  // most probable first
  std::vector<double> probabilities;
};

struct ExpectedPhoto {
  std::string file;
  std::size_t label = 0;                         // the true class
  std::map<std::string, ExpectedTop5> networks;  // by checkpoint
};

// Throws std::runtime_error if the file is not there or of another form.
inline std::vector<ExpectedPhoto> ReadExpectedPhotos() {
  const std::string text = ReadText(SharedPath("images/expected.json"));
  const std::optional<Json> json = Json::Parse(text);
  if (!json || !json->root().is_array()) throw std::runtime_error("expected.json is no list");
  std::vector<ExpectedPhoto> photos;
  for (const JsonValue& row : json->root().items()) {
    ExpectedPhoto& photo = photos.emplace_back();
    for (const auto& [key, value] : row.members()) {
      if (key == "file") photo.file = value.string().value();
      if (key == "label") photo.label = static_cast<std::size_t>(value.whole_number().value());
      if (!value["top5"]) continue;
      ExpectedTop5& top5 = photo.networks[std::string(key)];
      for (const JsonValue& item : value["top5"].items()) {
        top5.classes.push_back(static_cast<std::size_t>(item.whole_number().value()));
      }
      for (const JsonValue& item : value["probability"].items()) {
        top5.probabilities.push_back(item.number().value());
      }
    }
  }
  return photos;
}

}  // namespace residua::testing
