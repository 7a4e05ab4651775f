#include "classify/hedge.h"

#include <algorithm>
#include <vector>

namespace residua {

const char* ToString(Certain certain) {
  switch (certain) {
    case Certain::kClass:
      return "class";
    case Certain::kGroup:
      return "group";
    case Certain::kNothing:
      return "nothing";
  }
  return "nothing";
}

GroupAnswer Hedge(std::span<const float> probabilities, const Groups& groups, const Labels& labels,
                  double threshold) {
  std::vector<double> sums(groups.size());
  for (std::size_t i = 0; i < probabilities.size(); ++i)
    sums[groups.Of(i)] += static_cast<double>(probabilities[i]);
  const auto position = [](const auto& values) {
    return static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
  };
  const auto reaches = [&](double probability) { return probability >= threshold; };

  std::size_t best = position(probabilities);
  GroupAnswer answer;
  if (reaches(static_cast<double>(probabilities[best]))) {
    answer.certain = Certain::kClass;
    answer.index = groups.Of(best);
  } else {
    answer.index = position(sums);
    if (reaches(sums[answer.index])) answer.certain = Certain::kGroup;
    const auto in_group = [&](std::size_t i) { return groups.Of(i) == answer.index; };
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      if (in_group(i) && (!in_group(best) || probabilities[i] > probabilities[best])) best = i;
    }
  }
  answer.label = groups.Name(answer.index);
  answer.probability = static_cast<float>(std::min(1.0, sums[answer.index]));
  answer.best = {.label = labels.Name(best, probabilities.size()),
                 .index = best,
                 .probability = probabilities[best]};
  return answer;
}

}  // namespace residua
