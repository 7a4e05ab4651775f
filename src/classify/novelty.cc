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
  std::uint64_t number = 0;  // the bytes read so far, the first in the lowest bits
  int held = 0;              // bits that do not form a byte yet
  int bytes = 0;
  for (const char letter : object[name].string().value_or("")) {
    if (letter == '=') break;
    const int six = SixBits(letter);
    if (six < 0) RefuseField("novelty", kForm);
    bits = bits << 6 | static_cast<std::uint32_t>(six);
    held += 6;
    if (held < 8) continue;
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
  double most = -1;
  for (std::size_t k = 0; k < means.size(); k += centre.size()) {
    // Cosines of the embedding and the mean: as they are, and relative to the centre.
    double dot = 0, length = 0, mean_length = 0;
    double seen_dot = 0, seen_length = 0, seen_mean_length = 0;
    for (std::size_t i = 0; i < centre.size(); ++i) {
      const auto from = static_cast<double>(centre[i]);
      const auto x = static_cast<double>(embedding[i]);
      const auto m = static_cast<double>(means[k + i]);
      dot += x * m;
      length += x * x;
      mean_length += m * m;
      seen_dot += (x - from) * (m - from);
      seen_length += (x - from) * (x - from);
      seen_mean_length += (m - from) * (m - from);
    }
    const auto cosine = [](double product, double squares) {
      return squares > 0 ? product / std::sqrt(squares) : -1;
    };
    most = std::max(most, (2 * cosine(dot, length * mean_length) +
                           cosine(seen_dot, seen_length * seen_mean_length)) /
                              3);
  }
  return most;
}

Novelty Novelty::FromJson(JsonValue object) {
  Novelty novelty{.centre = Floats(object, "centre"), .means = Floats(object, "means")};
  const std::optional<double> threshold = object["threshold"].number();
  if (!threshold || novelty.means.size() % novelty.centre.size() != 0) {
    RefuseField("novelty", kForm);
  }
  novelty.threshold = *threshold;
  if (const std::optional<std::uint64_t> none = object["noneClass"].whole_number()) {
    novelty.none_class = static_cast<std::size_t>(*none);
  }
  return novelty;
}

}  // namespace residua
