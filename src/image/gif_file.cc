#include "image/gif_file.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "image/byte_reader.h"
#include "image/geometry.h"

namespace residua {
namespace {

constexpr std::size_t kSignatureBytes = 6;
constexpr int kColorTableFlag = 0x80;  // in the flags of the screen and of a frame

// Encoders may append a few codes after the last pixel; stb_image processes all of them without
// effect, which takes time proportional to their output.
constexpr std::int64_t kMaxExcessPixels = 65536;

// GIF89a, appendix F: codes grow up to 12 bits. stb_image continues beyond 4096 instead of keeping
// the table as it is, and fails at 8192.
constexpr int kMaxCodeBits = 12;
constexpr int kMaxTable = 8192;

Error Damaged(const char* what) { return DamagedImage(ImageFormat::kGif, what); }

void RequireOk(const ByteReader& reader) {
  if (!reader.ok()) throw Damaged("its end is missing (the file is cut off)");
}

void SkipColorTable(ByteReader& reader, int flags) {
  if ((flags & kColorTableFlag) != 0) reader.Skip(std::size_t{3} << ((flags & 7) + 1));
}

// Joins a chain of data sub-blocks, each preceded by its length and terminated by an empty one.
std::vector<std::uint8_t> ReadSubBlocks(ByteReader& reader) {
  std::vector<std::uint8_t> data;
  data.reserve(reader.remaining());
  for (std::size_t length = reader.U8(); length != 0; length = reader.U8()) {
    const std::span<const std::uint8_t> block = reader.Take(length);
    data.insert(data.end(), block.begin(), block.end());
    RequireOk(reader);
  }
  RequireOk(reader);
  return data;
}

void AppendSubBlocks(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> data) {
  while (!data.empty()) {
    const std::size_t length = std::min<std::size_t>(data.size(), 255);
    out.push_back(static_cast<std::uint8_t>(length));
    out.insert(out.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(length));
    data = data.subspan(length);
  }
  out.push_back(0);
}

// Skips extensions up to the first frame's descriptor.
void SeekFrame(ByteReader& reader) {
  for (;;) {
    const int introducer = reader.U8();
    RequireOk(reader);
    if (introducer == 0x2C) return;
    if (introducer == 0x3B) throw Damaged("it contains no picture");
    if (introducer != 0x21) throw Damaged("one of its blocks has an unknown kind");
    reader.Skip(1);  // the extension's label
    for (std::size_t length = reader.U8(); length != 0; length = reader.U8()) reader.Skip(length);
    RequireOk(reader);
  }
}

struct Frame {
  PixelSize screen;
  int background = 0;  // the colour's index
  PixelRect rect;      // of the first frame, on the screen

  bool covers_screen() const {
    return rect.x == 0 && rect.y == 0 && rect.width >= screen.width && rect.height >= screen.height;
  }
};

// Reads up to the first frame's picture data.
Frame ReadFrame(ByteReader& reader) {
  Frame frame;
  reader.Skip(kSignatureBytes);
  frame.screen.width = reader.U16();
  frame.screen.height = reader.U16();
  const int screen_flags = reader.U8();
  frame.background = reader.U8();
  reader.Skip(1);  // aspect ratio
  SkipColorTable(reader, screen_flags);
  SeekFrame(reader);
  frame.rect.x = reader.U16();
  frame.rect.y = reader.U16();
  frame.rect.width = reader.U16();
  frame.rect.height = reader.U16();
  const int flags = reader.U8();
  SkipColorTable(reader, flags);
  RequireOk(reader);
  if (((screen_flags | flags) & kColorTableFlag) == 0) throw Damaged("it has no colours");
  if (frame.rect.width == 0 || frame.rect.height == 0) throw Damaged("its first frame is empty");
  return frame;
}

// Counts the pixels of LZW codes without decoding them.
class CodeCounter {
 public:
  explicit CodeCounter(int literal_bits)
      : literal_bits_(literal_bits), clear_(1 << literal_bits), lengths_(kMaxTable) {
    std::fill_n(lengths_.begin(), clear_, std::uint16_t{1});
    Clear();
  }

  std::int64_t Count(std::span<const std::uint8_t> data, std::int64_t limit) {
    std::int64_t pixels = 0;
    std::uint32_t bits = 0;
    int available = 0;
    for (const std::uint8_t byte : data) {
      bits |= static_cast<std::uint32_t>(byte) << available;
      available += 8;
      while (available >= code_bits_) {
        const int code = static_cast<int>(bits & ((1u << code_bits_) - 1));
        bits >>= code_bits_;
        available -= code_bits_;
        if (code == clear_ + 1) return pixels;  // end code
        if (code == clear_) {
          Clear();
        } else {
          pixels += Step(code);
          if (pixels > limit) throw Damaged("it has far more picture data than its size needs");
        }
      }
    }
    return pixels;
  }

 private:
  void Clear() {
    code_bits_ = literal_bits_ + 1;
    next_ = clear_ + 2;
    previous_length_ = 0;
  }

  // The pixels of one code; also defines the next code: the previous string and one pixel more.
  int Step(int code) {
    if (code > next_ || (code == next_ && previous_length_ == 0)) {
      throw Damaged("its picture data uses a code before defining it");
    }
    if (previous_length_ != 0) {
      if (next_ == kMaxTable) {
        throw UnsupportedKind(ImageFormat::kGif, "its code table is never cleared");
      }
      lengths_[static_cast<std::size_t>(next_)] = static_cast<std::uint16_t>(previous_length_ + 1);
      ++next_;
      if ((next_ & ((1 << code_bits_) - 1)) == 0 && code_bits_ < kMaxCodeBits) ++code_bits_;
    }
    previous_length_ = lengths_[static_cast<std::size_t>(code)];
    return previous_length_;
  }

  int literal_bits_;
  int clear_;
  std::vector<std::uint16_t> lengths_;  // per code, in pixels
  int code_bits_ = 0;
  int next_ = 0;             // the next code to be defined
  int previous_length_ = 0;  // 0 right after a clear code
};

// Whether the first code is the clear code, as the standard requires.
bool BeginsWithClear(std::span<const std::uint8_t> data, int literal_bits) {
  const unsigned first = data[0] | (data.size() > 1 ? data[1] << 8 : 0);
  return (first & ((2u << literal_bits) - 1)) == 1u << literal_bits;
}

// The same codes after a clear code. Codes are packed from the lowest bit.
std::vector<std::uint8_t> WithClear(std::span<const std::uint8_t> data, int literal_bits) {
  std::vector<std::uint8_t> shifted;
  shifted.reserve(data.size() + 2);
  unsigned bits = 1u << literal_bits;
  int available = literal_bits + 1;
  for (const std::uint8_t byte : data) {
    bits |= static_cast<unsigned>(byte) << available;
    shifted.push_back(static_cast<std::uint8_t>(bits));
    bits >>= 8;
  }
  shifted.push_back(static_cast<std::uint8_t>(bits));
  shifted.push_back(static_cast<std::uint8_t>(bits >> 8));
  return shifted;
}

}  // namespace

ImageInfo ReadGifInfo(std::span<const std::uint8_t> file) {
  ByteReader reader(file, ByteOrder::kLittleEndian);
  const Frame frame = ReadFrame(reader);
  const ImageInfo info{.format = ImageFormat::kGif,
                       .width = std::max(frame.screen.width, frame.rect.x + frame.rect.width),
                       .height = std::max(frame.screen.height, frame.rect.y + frame.rect.height)};
  if (info.width == 0 || info.height == 0) throw Damaged("its width or height is 0");
  return info;
}

std::vector<std::uint8_t> CheckGif(std::span<const std::uint8_t> file, const ImageInfo& info) {
  ByteReader reader(file, ByteOrder::kLittleEndian);
  const Frame frame = ReadFrame(reader);
  const int literal_bits = reader.U8();
  if (literal_bits < 1 || literal_bits > 8) throw Damaged("its colours have an impossible size");
  const std::int64_t pixels = static_cast<std::int64_t>(frame.rect.width) * frame.rect.height;
  const std::size_t data_begin = reader.position();
  const std::vector<std::uint8_t> data = ReadSubBlocks(reader);
  if (CodeCounter(literal_bits).Count(data, pixels + kMaxExcessPixels) < pixels) {
    throw Damaged("it has too little picture data for its size");
  }

  const bool is_cleared = BeginsWithClear(data, literal_bits);
  const bool is_contained = frame.screen == PixelSize{info.width, info.height};
  const bool is_on_nothing = frame.background == 0 || frame.covers_screen();
  if (is_contained && is_cleared && is_on_nothing) return {};
  if (info.width > 0xFFFF || info.height > 0xFFFF) {
    throw UnsupportedKind(ImageFormat::kGif, "its first frame reaches beyond 65535 pixels");
  }
  std::vector<std::uint8_t> rewritten(file.begin(),
                                      file.begin() + static_cast<std::ptrdiff_t>(data_begin));
  rewritten[kSignatureBytes] = static_cast<std::uint8_t>(info.width);
  rewritten[kSignatureBytes + 1] = static_cast<std::uint8_t>(info.width >> 8);
  rewritten[kSignatureBytes + 2] = static_cast<std::uint8_t>(info.height);
  rewritten[kSignatureBytes + 3] = static_cast<std::uint8_t>(info.height >> 8);
  rewritten[kSignatureBytes + 5] = 0;  // the background, which stb_image draws unless it is 0
  AppendSubBlocks(rewritten, is_cleared ? data : WithClear(data, literal_bits));
  return rewritten;
}

}  // namespace residua
