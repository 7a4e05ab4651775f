#include "checkpoint/checkpoint_reader.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "checkpoint/compact.h"
#include "checkpoint/file_bytes.h"
#include "checkpoint/file_kind.h"
#include "checkpoint/pytorch_file.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/sharded_checkpoint.h"
#include "checkpoint/wrappers.h"
#include "core/error.h"

namespace residua {
namespace {

// More than the largest tensor of any ResNet; a header that lies must not cost more memory.
constexpr std::uint64_t kReserve = std::uint64_t{64} << 20;  // bytes

}  // namespace

// A file in flight. Safetensors: first bytes, header, tensors. PyTorch and sharded: everything,
// then the tensors.
class CheckpointReader::State {
 public:
  explicit State(CheckpointSink& sink) : sink_(sink) {}

  void Push(std::span<const std::byte> bytes);
  std::vector<std::string> EndFile();
  void Finish();

 private:
  // Moves bytes to held_ until it has `size` of them; whether it has.
  bool Hold(std::span<const std::byte>& bytes, std::size_t size);
  void Recognise();
  void AskSink();
  void ReadIndex();
  void ReadTensors(std::span<const std::byte> bytes);
  // Takes all of `bytes`, which belong to the tensor in flight.
  void ReadPieces(std::span<const std::byte> bytes);
  void ReadPyTorch();
  void ReadSharded();
  // Hands over the wanted tensors that lie in `files`, which are spent.
  void HandOver(std::span<FileBytes> files);

  CheckpointSink& sink_;
  std::vector<std::byte> held_;  // of the header, or of the piece in flight
  std::optional<FileKind> kind_;
  FileBytes file_;  // of PyTorch, or of a sharded checkpoint the index or the part in flight
  std::optional<ShardIndex> shard_index_;
  std::vector<FileBytes> shards_;
  std::optional<std::size_t> header_length_;
  TensorIndex index_;
  std::vector<std::uint64_t> pieces_;  // bytes of each, per tensor
  std::size_t tensor_ = 0;             // the one in flight
  std::uint64_t position_ = 0;         // in the file, of the next byte
  bool indexed_ = false;
};

void CheckpointReader::State::Push(std::span<const std::byte> bytes) {
  if (!kind_) {
    if (!Hold(bytes, kFileKindBytes)) return;
    Recognise();
  }
  if (kind_ != FileKind::kSafetensors) return file_.Append(bytes);
  if (!header_length_) {
    header_length_ = SafetensorsHeaderLength(std::span(held_).first<kSafetensorsPrefix>());
  }
  if (!indexed_) {
    if (!Hold(bytes, kSafetensorsPrefix + *header_length_)) return;
    ReadIndex();
  }
  ReadTensors(bytes);
}

bool CheckpointReader::State::Hold(std::span<const std::byte>& bytes, std::size_t size) {
  if (held_.size() >= size) return true;
  const std::span<const std::byte> taken = bytes.first(std::min(size - held_.size(), bytes.size()));
  // Not reserved at once: a length that lies must not cost memory.
  held_.insert(held_.end(), taken.begin(), taken.end());
  bytes = bytes.subspan(taken.size());
  return held_.size() == size;
}

void CheckpointReader::State::Recognise() {
  kind_ = RecogniseFile(held_);
  if (kind_ != FileKind::kSafetensors) file_.Append(held_);
}

void CheckpointReader::State::ReadIndex() {
  const std::size_t header_end = kSafetensorsPrefix + *header_length_;
  const auto* json = reinterpret_cast<const char*>(held_.data()) + kSafetensorsPrefix;
  index_ = ParseSafetensorsHeader({json, *header_length_});
  JoinCompactTensors(index_);
  StripWrapperPrefixes(index_);
  // A short header leaves some of the tensors' bytes behind.
  const std::vector<std::byte> rest(held_.begin() + static_cast<std::ptrdiff_t>(header_end),
                                    held_.end());
  held_.clear();
  held_.shrink_to_fit();
  position_ = header_end;
  indexed_ = true;
  AskSink();
  ReadTensors(rest);
}

void CheckpointReader::State::AskSink() {
  pieces_ = sink_.OnIndex(index_);
  if (pieces_.size() != index_.tensors.size()) {
    throw Error(ErrorCode::kInternal, "a sink answered for another number of tensors");
  }
}

void CheckpointReader::State::ReadTensors(std::span<const std::byte> bytes) {
  for (; tensor_ < index_.tensors.size(); ++tensor_) {
    const TensorEntry& entry = index_.tensors[tensor_];
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(entry.end - position_, bytes.size()));
    if (pieces_[tensor_] != CheckpointSink::kPassOver) {
      ReadPieces(bytes.first(length));
    } else {
      position_ += length;
    }
    if (position_ < entry.end) return;
    bytes = bytes.subspan(length);
  }
  if (!bytes.empty()) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The safetensors file goes on after its last tensor. Download or save it again.");
  }
  held_.shrink_to_fit();
}

void CheckpointReader::State::ReadPieces(std::span<const std::byte> bytes) {
  const TensorEntry& entry = index_.tensors[tensor_];
  const std::uint64_t size = entry.end - entry.begin;
  do {
    const std::uint64_t offset = position_ - entry.begin - held_.size();  // of the piece in flight
    const std::uint64_t piece = std::min(pieces_[tensor_], size - offset);
    if (held_.empty() && bytes.size() >= piece) {
      // What came whole need not be copied.
      const std::uint64_t whole =
          bytes.size() >= size - offset ? size - offset : bytes.size() / piece * piece;
      const auto length = static_cast<std::size_t>(whole);
      position_ += length;
      sink_.OnBytes(tensor_, offset, bytes.first(length));
      bytes = bytes.subspan(length);
      continue;
    }
    if (held_.empty()) held_.reserve(static_cast<std::size_t>(std::min(piece, kReserve)));
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(piece - held_.size(), bytes.size()));
    held_.insert(held_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    position_ += length;
    bytes = bytes.subspan(length);
    if (held_.size() < piece) return;
    sink_.OnBytes(tensor_, offset, held_);
    held_.clear();
  } while (!bytes.empty());
}

void CheckpointReader::State::ReadPyTorch() {
  index_ = ReadPyTorchIndex(file_);
  HandOver({&file_, 1});
}

std::vector<std::string> CheckpointReader::State::EndFile() {
  if (!kind_) Recognise();
  if (kind_ != FileKind::kShardIndex) return {};
  if (shard_index_) {
    shards_.push_back(std::move(file_));
    file_ = {};
    return {};
  }
  std::string json(static_cast<std::size_t>(file_.size()), '\0');
  file_.Read(0, std::as_writable_bytes(std::span(json)));
  file_ = {};
  shard_index_ = ParseShardIndex(json);
  return shard_index_->files;
}

void CheckpointReader::State::ReadSharded() {
  if (!shard_index_) EndFile();
  index_ = ReadShards(std::move(*shard_index_), shards_);
  StripWrapperPrefixes(index_);
  HandOver(shards_);
}

void CheckpointReader::State::HandOver(std::span<FileBytes> files) {
  AskSink();
  for (std::size_t i = 0; i < index_.tensors.size(); ++i) {
    if (pieces_[i] == CheckpointSink::kPassOver) continue;
    const TensorEntry& entry = index_.tensors[i];
    FileBytes& file = files[entry.file];
    file.DropBefore(entry.begin);
    const auto length = static_cast<std::size_t>(entry.end - entry.begin);
    const std::span<const std::byte> run = file.Run(entry.begin);
    if (run.size() >= length) {
      sink_.OnBytes(i, 0, run.first(length));
    } else {
      held_.resize(length);
      file.Read(entry.begin, held_);
      sink_.OnBytes(i, 0, held_);
    }
  }
  held_ = {};
  for (FileBytes& file : files) file = {};
}

void CheckpointReader::State::Finish() {
  if (!kind_) Recognise();
  if (kind_ == FileKind::kPyTorch) return ReadPyTorch();
  if (kind_ == FileKind::kShardIndex) return ReadSharded();
  if (!indexed_) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The safetensors file ends within its header. Download or save it again.");
  }
  if (tensor_ < index_.tensors.size()) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The safetensors file ends " +
                    std::to_string(index_.tensors.back().end - position_) +
                    " bytes too early. Download or save it again.");
  }
}

CheckpointReader::CheckpointReader(CheckpointSink& sink) : state_(std::make_unique<State>(sink)) {}

CheckpointReader::~CheckpointReader() = default;

void CheckpointReader::Push(std::span<const std::byte> bytes) { state_->Push(bytes); }

std::vector<std::string> CheckpointReader::EndFile() { return state_->EndFile(); }

void CheckpointReader::Finish() { state_->Finish(); }

}  // namespace residua
