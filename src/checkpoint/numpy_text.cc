#include "checkpoint/numpy_text.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace residua {
namespace {

// Decodes byte by byte.
class Decoder {
 public:
  Decoder(FileBytes& file, std::uint64_t begin, std::uint64_t end)
      : file_(file), at_(begin), end_(end) {}

  bool Run(TextForm form) {
    constexpr std::size_t kBlock = 1 << 16;
    while (at_ < end_) {
      const int byte = form == TextForm::kUtf8 ? Utf8() : Escaped();
      if (byte < 0) return false;
      block_.push_back(static_cast<std::byte>(byte));
      if (block_.size() == kBlock || at_ >= end_) {
        file_.Append(std::exchange(block_, {}));
        run_ = {};
      }
    }
    return true;
  }

 private:
  // -1 at the end.
  int Next() {
    if (at_ >= end_) return -1;
    if (run_.empty()) run_ = file_.Run(at_);
    const int byte = std::to_integer<int>(run_[0]);
    run_ = run_.subspan(1);
    ++at_;
    return byte;
  }

  int Utf8() {
    const int first = Next();
    if (first < 0x80) return first;
    const int second = Next();
    const bool sound = (first == 0xC2 || first == 0xC3) && second >> 6 == 2;
    return sound ? (first & 3) << 6 | (second & 0x3F) : -1;
  }

  int Escaped() {
    const int first = Next();
    if (first != '\\') return first;
    const int second = Next();
    if (second == 'x' || second == 'u') {
      // Of a character's four digits the first two are 0.
      if (second == 'u' && (Digit() != 0 || Digit() != 0)) return -1;
      const int high = Digit();
      const int low = Digit();
      return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
    constexpr std::string_view kNames = "nrtabfv0\\'\"";
    constexpr std::string_view kBytes("\n\r\t\a\b\f\v\0\\'\"", kNames.size());
    const std::size_t found = kNames.find(static_cast<char>(second));
    return second < 0 || found == kNames.npos ? -1 : static_cast<unsigned char>(kBytes[found]);
  }

  int Digit() {
    const int c = Next();
    if (c >= '0' && c <= '9') return c - '0';
    const int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  FileBytes& file_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::span<const std::byte> run_;  // from at_ on, or none
  std::vector<std::byte> block_;
};

}  // namespace

bool AppendDecoded(FileBytes& file, std::uint64_t begin, std::uint64_t end, TextForm form) {
  return Decoder(file, begin, end).Run(form);
}

}  // namespace residua
