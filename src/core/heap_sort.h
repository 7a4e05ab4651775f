// Sorting whose code is small. Of std::sort's, which mixes three methods, a wasm would have 2 KB
// per type that is sorted.

#pragma once

#include <algorithm>
#include <functional>

namespace residua {

// As std::ranges::sort, in O(n log n) steps whatever the order; perhaps twice as slow.
template <typename Range, typename Less = std::ranges::less, typename Projection = std::identity>
void HeapSort(Range& range, Less less = {}, Projection projection = {}) {
  std::ranges::make_heap(range, less, projection);
  std::ranges::sort_heap(range, less, projection);
}

}  // namespace residua
