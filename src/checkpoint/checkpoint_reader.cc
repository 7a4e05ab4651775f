#include "checkpoint/checkpoint_reader.h"

#include <algorithm>

#include "checkpoint/checkpoint_format.h"
#include "checkpoint/formats.h"
#include "core/error.h"

namespace residua {

// Collects the first bytes of a file until they determine its format, then reads it.
class CheckpointReader::State {
 public:
  explicit State(CheckpointSink& sink) : sink_(sink) {}

  void Push(std::span<const std::byte> bytes) {
    if (!format_) {
      const auto taken = bytes.first(std::min(kRecognisedBytes - first_.size(), bytes.size()));
      first_.insert(first_.end(), taken.begin(), taken.end());
      bytes = bytes.subspan(taken.size());
      if (first_.size() < kRecognisedBytes) return;
    }
    Format().Push(bytes);
  }

  // The file is shorter than kRecognisedBytes.
  CheckpointFormat& Format() {
    if (!format_) {
      format_ = MakeFormat(first_, sink_);
      format_->Push(first_);
    }
    return *format_;
  }

 private:
  CheckpointSink& sink_;
  std::vector<std::byte> first_;
  std::unique_ptr<CheckpointFormat> format_;
};

CheckpointReader::CheckpointReader(CheckpointSink& sink) : state_(std::make_unique<State>(sink)) {}

CheckpointReader::~CheckpointReader() = default;

void CheckpointReader::Push(std::span<const std::byte> bytes) { state_->Push(bytes); }

std::vector<std::string> CheckpointReader::EndFile() { return state_->Format().EndFile(); }

void CheckpointReader::Finish() { state_->Format().Finish(); }

std::vector<std::uint64_t> AskSink(CheckpointSink& sink, const TensorIndex& index) {
  std::vector<std::uint64_t> pieces = sink.OnIndex(index);
  if (pieces.size() != index.tensors.size()) {
    throw Error(ErrorCode::kInternal, "The sink answered for a different number of tensors.");
  }
  return pieces;
}

}  // namespace residua
