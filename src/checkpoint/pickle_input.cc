#include "checkpoint/pickle_input.h"

#include <charconv>

#include "checkpoint/pytorch_error.h"

namespace residua {
namespace {

constexpr std::uint32_t kLongestText = 4096;

PickleValue TextAt(std::uint64_t begin, std::uint64_t length) {
  if (length > UINT32_MAX) ThrowDamaged("its pickle has a text of gigabytes");
  return {.kind = PickleKind::kText,
          .length = static_cast<std::uint32_t>(length),
          .number = static_cast<std::int64_t>(begin)};
}

}  // namespace

void ThrowInconsistentPickle() { ThrowDamaged("its pickle makes no sense"); }

std::string ReadText(const FileBytes& file, const PickleValue& text) {
  if (text.kind != PickleKind::kText || text.length > kLongestText) {
    ThrowDamaged("its pickle has something else where a name belongs");
  }
  std::string read(text.length, '\0');
  file.Read(static_cast<std::uint64_t>(text.number), std::as_writable_bytes(std::span(read)));
  return read;
}

std::uint64_t PickleInput::Skip(std::uint64_t bytes) {
  if (bytes > end_ - position_) ThrowDamaged("its pickle ends early");
  position_ += bytes;
  return position_ - bytes;
}

std::int64_t PickleInput::Signed(std::size_t bytes) {
  if (bytes == 0) return 0;
  const unsigned unused = 64 - 8 * static_cast<unsigned>(bytes);
  return static_cast<std::int64_t>(Number(bytes) << unused) >> unused;
}

PickleValue PickleInput::Text(std::uint64_t length) {
  const std::uint64_t begin = Skip(length);
  run_ = {};
  return TextAt(begin, length);
}

PickleValue PickleInput::Line() {
  const std::uint64_t begin = position_;
  while (Number(1) != '\n') {
  }
  return TextAt(begin, position_ - 1 - begin);
}

PickleValue PickleInput::NumberLine(std::string_view suffix) {
  PickleValue line = Line();
  if (line.length > kLongestText) ThrowInconsistentPickle();
  const std::string text = ReadText(file_, line);
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed, problem] = std::from_chars(text.data(), end, number);
  if (problem == std::errc::result_out_of_range) return line;
  if (problem != std::errc() || std::string_view(parsed, end) != suffix) ThrowInconsistentPickle();
  const bool is_bool = text == "00" || text == "01";
  return {.kind = is_bool ? PickleKind::kBool : PickleKind::kInteger, .number = number};
}

std::uint64_t PickleInput::IndexLine() {
  const PickleValue line = NumberLine();
  if (line.kind == PickleKind::kText) ThrowInconsistentPickle();
  return static_cast<std::uint64_t>(line.number);
}

}  // namespace residua
