#include "engine/passes/buffer_layout.h"

#include <algorithm>
#include <numeric>

#include "core/heap_sort.h"
#include "engine/rounding.h"

namespace residua::engine {
namespace {

bool LiveTogether(const BufferNeed& a, const BufferNeed& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

BufferLayout LayOutBuffers(std::span<const BufferNeed> needs, std::size_t alignment) {
  BufferLayout layout{.offsets = std::vector<std::size_t>(needs.size())};

  std::vector<std::size_t> by_size(needs.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  HeapSort(by_size, [&](std::size_t a, std::size_t b) {
    return needs[a].bytes != needs[b].bytes ? needs[a].bytes > needs[b].bytes : a < b;
  });

  std::vector<std::size_t> placed;  // sorted by offset
  for (const std::size_t need : by_size) {
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (!LiveTogether(needs[need], needs[other])) continue;
      if (layout.offsets[other] >= offset + needs[need].bytes)
        break;  // the gap before it is large enough
      offset = std::max(offset, RoundUp(layout.offsets[other] + needs[other].bytes, alignment));
    }
    layout.offsets[need] = offset;
    layout.bytes = std::max(layout.bytes, offset + needs[need].bytes);
    placed.insert(std::upper_bound(placed.begin(), placed.end(), offset,
                                   [&](std::size_t value, std::size_t other) {
                                     return value < layout.offsets[other];
                                   }),
                  need);
  }
  return layout;
}

}  // namespace residua::engine
