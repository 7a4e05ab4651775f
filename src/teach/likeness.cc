#include "teach/likeness.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "teach/matrix.h"

namespace residua::teach {
namespace {

// Squared distances of embeddings of length 1, where 2 - 2 cos: measured on photos, see
// tests/bench/README.md. Frames of a burst differ by less than the first, a photo that was saved
// again as a JPEG by less than the second.
constexpr double kAlike = 0.05;
constexpr double kSame = 1e-4;

// Sets that grow together.
class Union {
 public:
  explicit Union(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }

  std::size_t Of(std::size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }

  // The first member stays the set's name.
  void Join(std::size_t i, std::size_t k) {
    i = Of(i);
    k = Of(k);
    parents_[std::max(i, k)] = std::min(i, k);
  }

  // Sets of several, each in order.
  std::vector<std::vector<std::size_t>> Several() {
    std::vector<std::vector<std::size_t>> members(parents_.size());
    for (std::size_t i = 0; i < parents_.size(); ++i) members[Of(i)].push_back(i);
    std::erase_if(members, [](const auto& set) { return set.size() < 2; });
    return members;
  }

 private:
  std::vector<std::size_t> parents_;
};

Matrix Normalised(const Samples& samples) {
  Matrix rows(samples.size(), samples.features);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double* const row = rows.row(i);
    std::ranges::copy(samples.embedding(i), row);
    const double length = std::sqrt(Dot(row, row, rows.stride()));
    if (length == 0) continue;
    for (std::size_t j = 0; j < samples.features; ++j) row[j] /= length;
  }
  return rows;
}

}  // namespace

Likeness FindLikeness(const Samples& samples) {
  const Matrix rows = Normalised(samples);
  const std::size_t count = samples.size();
  const auto distance = [&](std::size_t i, std::size_t k) {
    return std::max(0.0, 2 - 2 * Dot(rows.row(i), rows.row(k), rows.stride()));
  };
  Union alike(count);
  std::vector<std::vector<std::size_t>> classes(samples.classes.size());
  for (std::size_t i = 0; i < count; ++i) classes[samples.samples[i].class_id].push_back(i);
  for (const std::vector<std::size_t>& members : classes) {
    for (std::size_t a = 0; a < members.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (distance(members[a], members[b]) < kAlike) alike.Join(members[a], members[b]);
      }
    }
  }

  // The same photo has about the same first number: no need to compare all with all.
  Union same(count);
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return rows.at(i, 0); });
  const double window = std::sqrt(kSame);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = a; b-- > 0;) {
      if (rows.at(order[a], 0) - rows.at(order[b], 0) > window) break;
      if (distance(order[a], order[b]) < kSame) same.Join(order[a], order[b]);
    }
  }

  Likeness found{.groups = std::vector<std::size_t>(count)};
  std::vector<std::size_t> numbers(count, count);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t& number = numbers[alike.Of(i)];
    if (number == count) number = found.count++;
    found.groups[i] = number;
  }
  found.alike = alike.Several();
  for (std::vector<std::size_t>& set : same.Several()) {
    const bool one_class = std::ranges::all_of(set, [&](std::size_t i) {
      return samples.samples[i].class_id == samples.samples[set[0]].class_id;
    });
    (one_class ? found.same : found.in_several_classes).push_back(std::move(set));
  }
  return found;
}

}  // namespace residua::teach
