// The format of torch.save before PyTorch 1.6: several pickles, followed by the storages' bytes.
// pickle.dump of a tensor still stores its storage in this form.

#pragma once

#include <cstdint>
#include <string_view>

#include "checkpoint/file_bytes.h"
#include "checkpoint/pickle.h"
#include "checkpoint/torch_storage.h"

namespace residua {

// The first pickle is this number, a long integer of ten bytes.
inline constexpr std::string_view kLegacyMagic = "\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19";

struct LegacyStream {
  Pickle object;
  StorageTable storages;
};

// The stream from `begin` to at most `end`. Throws Error(kInvalidCheckpoint) if it is damaged,
// Error(kUnsupportedCheckpoint) if it has another version or was written on a big-endian machine.
LegacyStream ReadLegacyStream(const FileBytes& file, std::uint64_t begin, std::uint64_t end);

// The only storage of such a stream. Throws as above.
PlacedStorage ReadSavedStorage(const FileBytes& file, std::uint64_t begin, std::uint64_t end);

}  // namespace residua
