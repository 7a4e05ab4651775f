#include "checkpoint/held_format.h"

#include <tuple>
#include <utility>

#include "core/heap_sort.h"

namespace residua {

void HeldFormat::Finish() { Deliver(Read(), {&file_, 1}); }

void HeldFormat::Deliver(TensorIndex index, std::span<FileBytes> files) {
  HeapSort(index.tensors, [](const TensorEntry& a, const TensorEntry& b) {
    return std::tie(a.file, a.begin, a.order) < std::tie(b.file, b.begin, b.order);
  });
  const std::vector<std::uint64_t> pieces = AskSink(sink_, index);
  std::vector<const TensorEntry*> wanted;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i] != CheckpointSink::kPassOver) wanted.push_back(&index.tensors[i]);
  }
  Verify(wanted);
  std::vector<std::byte> whole;  // a tensor that is not contiguous in memory
  for (const TensorEntry* const entry : wanted) {
    FileBytes& file = files[entry->file];
    file.DropBefore(entry->begin);
    const auto tensor = static_cast<std::size_t>(entry - index.tensors.data());
    const auto length = static_cast<std::size_t>(entry->end - entry->begin);
    const std::span<const std::byte> run = file.Run(entry->begin);
    if (run.size() >= length) {
      sink_.OnBytes(tensor, 0, run.first(length));
    } else {
      whole.resize(length);
      file.Read(entry->begin, whole);
      sink_.OnBytes(tensor, 0, whole);
    }
  }
  for (FileBytes& file : files) file = {};
}

}  // namespace residua
