// A sort with small code size: std::sort, which combines three algorithms, would add 2 KB to the
// wasm per type.

#pragma once

#include <algorithm>
#include <functional>

namespace residua {

// Sorts as std::ranges::sort does, in O(n log n) steps for any input; about half as fast.
template <typename Range, typename Less = std::ranges::less, typename Projection = std::identity>
void HeapSort(Range& range, Less less = {}, Projection projection = {}) {
  std::ranges::make_heap(range, less, projection);
  std::ranges::sort_heap(range, less, projection);
}

}  // namespace residua
