#include "teach/likeness.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "teach/matrix.h"

namespace residua::teach {
namespace {

// Squared distances of nearly identical photos, relative to the average distance of two photos: of
// all classes, and of their own class. Frames of a burst are closer; of 6,000 pairs of separate
// photos of one class, two are (tests/bench/README.md).
constexpr double kAlikeOfAll = 0.05;
constexpr double kAlikeOfClass = 0.1;
// The same for two encodings of one photo, for embeddings of length 1.
constexpr double kSame = 1e-4;

// A disjoint-set forest.
class Union {
 public:
  explicit Union(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }

  std::size_t Of(std::size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }

  // The first member represents the set.
  void Join(std::size_t i, std::size_t k) {
    i = Of(i);
    k = Of(k);
    parents_[std::max(i, k)] = std::min(i, k);
  }

  // Sets with several members, in order.
  std::vector<std::vector<std::size_t>> Several() {
    std::vector<std::vector<std::size_t>> members(parents_.size());
    for (std::size_t i = 0; i < parents_.size(); ++i) members[Of(i)].push_back(i);
    std::erase_if(members, [](const auto& set) { return set.size() < 2; });
    return members;
  }

 private:
  std::vector<std::size_t> parents_;
};

// Embeddings of length 1.
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

double SquaredDistance(const float* a, const float* b, std::size_t count) {
  double sum = 0;
  for (std::size_t j = 0; j < count; ++j) {
    const double difference = static_cast<double>(a[j]) - static_cast<double>(b[j]);
    sum += difference * difference;
  }
  return sum;
}

// The average squared distance of two of these samples: twice their variance.
double MeanDistance(const Samples& samples, const std::vector<std::size_t>& members) {
  std::vector<double> mean(samples.features);
  for (const std::size_t i : members) {
    for (std::size_t j = 0; j < mean.size(); ++j) {
      mean[j] += static_cast<double>(samples.embedding(i)[j]) / static_cast<double>(members.size());
    }
  }
  double sum = 0;
  for (const std::size_t i : members) {
    for (std::size_t j = 0; j < mean.size(); ++j) {
      const double difference = static_cast<double>(samples.embedding(i)[j]) - mean[j];
      sum += difference * difference;
    }
  }
  return members.size() < 2 ? 0 : 2 * sum / static_cast<double>(members.size() - 1);
}

// Joins samples of one class that are nearly identical.
void JoinAlike(const Samples& samples, Union& alike) {
  std::vector<std::vector<std::size_t>> classes(samples.classes.size());
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    classes[samples.samples[i].class_id].push_back(i);
    all.push_back(i);
  }
  const double of_all = kAlikeOfAll * MeanDistance(samples, all);
  for (const std::vector<std::size_t>& members : classes) {
    const double near = std::max(of_all, kAlikeOfClass * MeanDistance(samples, members));
    for (std::size_t a = 0; a < members.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (alike.Of(members[a]) == alike.Of(members[b])) continue;
        const double distance =
            SquaredDistance(samples.embedding(members[a]).data(),
                            samples.embedding(members[b]).data(), samples.features);
        if (distance < near) alike.Join(members[a], members[b]);
      }
    }
  }
}

}  // namespace

Likeness FindLikeness(const Samples& samples) {
  const std::size_t count = samples.size();
  Union alike(count);
  JoinAlike(samples, alike);

  const Matrix rows = Normalised(samples);
  const auto distance = [&](std::size_t i, std::size_t k) {
    return std::max(0.0, 2 - 2 * Dot(rows.row(i), rows.row(k), rows.stride()));
  };
  // Copies of a photo have nearly the same first number, so not all pairs need to be compared.
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
