#include "classify/novelty.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "classify/config_fields.h"
#include "core/finite.h"

namespace residua {
namespace {

constexpr const char* kForm = "as a taught network's card has it: do not edit it";

int SixBits(char letter) {
  if (letter >= 'A' && letter <= 'Z') return letter - 'A';
  if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
  if (letter >= '0' && letter <= '9') return letter - '0' + 52;
  return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

std::vector<float> Floats(JsonValue object, const char* name) {
  std::vector<float> floats;
  std::uint32_t bits = 0;
  std::uint64_t number = 0;  // the bytes that are there, the first in the lowest bits
  int held = 0;              // bits that are no byte yet
  int bytes = 0;
  for (const char letter : object[name].string().value_or("")) {
    if (letter == '=') break;
    const int six = SixBits(letter);
    if (six < 0) RefuseField("novelty", kForm);
    bits = bits << 6 | static_cast<std::uint32_t>(six);
    if ((held += 6) < 8) continue;
    held -= 8;
    number |= std::uint64_t{bits >> held & 255} << 8 * bytes;
    if (++bytes < 4) continue;
    floats.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(number)));
    number = 0;
    bytes = 0;
  }
  if (bytes != 0 || floats.empty() || !AllFinite(floats)) RefuseField("novelty", kForm);
  return floats;
}

}  // namespace

double Novelty::Likeness(std::span<const float> embedding) const {
  double length = 0;
  std::vector<double> seen(embedding.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    seen[i] = static_cast<double>(embedding[i]) - static_cast<double>(centre[i]);
    length += seen[i] * seen[i];
  }
  double most = -1;
  for (std::size_t k = 0; k < directions.size() && length > 0; k += seen.size()) {
    double dot = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      dot += seen[i] * static_cast<double>(directions[k + i]);
    }
    most = std::max(most, dot / std::sqrt(length));
  }
  return most;
}

Novelty Novelty::FromJson(JsonValue object) {
  Novelty novelty{.centre = Floats(object, "centre"), .directions = Floats(object, "directions")};
  const std::optional<double> threshold = object["threshold"].number();
  if (!threshold || novelty.directions.size() % novelty.centre.size() != 0) {
    RefuseField("novelty", kForm);
  }
  novelty.threshold = *threshold;
  if (const std::optional<std::uint64_t> none = object["noneClass"].whole_number()) {
    novelty.none_class = static_cast<std::size_t>(*none);
  }
  return novelty;
}

}  // namespace residua
