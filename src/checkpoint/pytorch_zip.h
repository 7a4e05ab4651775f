// The zip archive that torch.save writes since PyTorch 1.6 (.pth, .pt), and TorchScript's, which
// also contains the code of the network:
//
//   archive/data.pkl   a pickle, whose storages are
//   archive/data/0     their bytes
//   ...

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "checkpoint/held_format.h"
#include "checkpoint/zip_directory.h"

namespace residua {

class PyTorchZip final : public HeldFormat {
 public:
  static bool Begins(std::string_view first_bytes);

  using HeldFormat::HeldFormat;

 private:
  TensorIndex Read() override;
  // Verifies the checksums of the records that are used.
  void Verify(std::span<const TensorEntry* const> wanted) override;

  std::vector<ZipEntry> records_;  // of storages, by their first byte
};

// The content of the archive; `records` becomes those of its storages, by their first byte, whose
// checksums are not verified. Executes no code of the file.
//
// Throws Error(kInvalidCheckpoint) if the file is damaged, Error(kUnsupportedCheckpoint) with what
// is unsupported and what to do.
TensorIndex ReadPyTorchZip(FileBytes& file, std::vector<ZipEntry>& records);

}  // namespace residua
