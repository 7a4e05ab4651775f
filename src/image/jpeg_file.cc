#include "image/jpeg_file.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "image/byte_reader.h"
#include "image/exif_orientation.h"

namespace residua {
namespace {

using std::string_view_literals::operator""sv;

// Every scan of a progressive file goes over the whole picture, however few bytes it has. Encoders
// write about ten, optimisers a few dozen.
constexpr int kMaxScans = 100;

Error Damaged(const std::string& what) { return DamagedImage(ImageFormat::kJpeg, what); }
Error Unsupported(const std::string& what) { return UnsupportedKind(ImageFormat::kJpeg, what); }

enum Marker : std::uint8_t {
  kFirstRestart = 0xD0,
  kLastRestart = 0xD7,
  kStartOfImage = 0xD8,
  kEndOfImage = 0xD9,
  kStartOfScan = 0xDA,
  kApp1 = 0xE1,
  kApp14 = 0xEE,
  kTemporary = 0x01,
};

struct Segment {
  std::uint8_t marker = 0;
  std::span<const std::uint8_t> body;  // without marker and length
};

bool StandsAlone(std::uint8_t marker) {
  return (marker >= kFirstRestart && marker <= kEndOfImage) || marker == kTemporary;
}

bool BeginsWith(std::span<const std::uint8_t> bytes, std::string_view tag) {
  return bytes.size() >= tag.size() &&
         std::equal(tag.begin(), tag.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

class Walker {
 public:
  explicit Walker(std::span<const std::uint8_t> file) : file_(file) {}

  std::size_t position() const { return position_; }

  // The next marker and its segment, past whatever lies before: fill bytes, entropy-coded data with
  // its stuffed zeros and restart markers, junk.
  Segment Next() {
    for (;;) {
      const auto found = std::find(file_.begin() + static_cast<std::ptrdiff_t>(position_),
                                   file_.end(), std::uint8_t{0xFF});
      position_ = static_cast<std::size_t>(found - file_.begin()) + 1;
      if (position_ >= file_.size()) throw Damaged("its end is missing (the file is cut off)");
      const std::uint8_t marker = file_[position_];
      if (marker == 0xFF) continue;  // a fill byte; the marker may follow
      ++position_;
      if (marker == 0 || (marker >= kFirstRestart && marker <= kLastRestart)) continue;
      return {marker, StandsAlone(marker) ? std::span<const std::uint8_t>() : Body()};
    }
  }

 private:
  std::span<const std::uint8_t> Body() {
    ByteReader reader(file_.subspan(position_), ByteOrder::kBigEndian);
    const std::size_t length = reader.U16();
    if (reader.ok() && length < 2) throw Damaged("a segment has an impossible length");
    const std::span<const std::uint8_t> body = reader.Take(length - 2);
    if (!reader.ok()) throw Damaged("its end is missing (the file is cut off)");
    position_ += length;
    return body;
  }

  std::span<const std::uint8_t> file_;
  std::size_t position_ = 0;
};

// SOF0 to SOF15 without DHT, JPG and DAC, which share their numbers; and JPEG-LS.
bool IsFrameHeader(std::uint8_t marker) {
  return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) ||
         marker == 0xF7;
}

void RequireKnownCoding(std::uint8_t marker) {
  if (marker <= 0xC2) return;  // baseline, extended sequential, progressive
  if (marker == 0xF7) throw Unsupported("it is a JPEG-LS");
  if (marker >= 0xC9) throw Unsupported("it is arithmetic-coded");
  if (marker == 0xC3) throw Unsupported("it is a lossless JPEG");
  throw Unsupported("it is a hierarchical JPEG");
}

void ReadFrameHeader(const Segment& segment, int adobe_transform, ImageInfo& info) {
  RequireKnownCoding(segment.marker);
  ByteReader reader(segment.body, ByteOrder::kBigEndian);
  const int precision = reader.U8();
  info.height = reader.U16();
  info.width = reader.U16();
  const int components = reader.U8();
  if (!reader.ok()) throw Damaged("its frame header is too short");
  if (precision != 8) {
    throw Unsupported("it has " + std::to_string(precision) + " bits per sample instead of 8");
  }
  if (info.height == 0) throw Unsupported("its height is given only after the picture");
  if (info.width == 0) throw Damaged("its width is 0");
  if (components == 2 || components > 4) {
    throw Unsupported("it has " + std::to_string(components) + " colour components");
  }
  if (components == 4 && adobe_transform != 0 && adobe_transform != 2) {
    throw Unsupported("it has four colour components and no mark of Adobe's to say which they are");
  }
}

}  // namespace

ImageInfo InspectJpeg(std::span<const std::uint8_t> file) {
  ImageInfo info{.format = ImageFormat::kJpeg};
  int adobe_transform = -1;  // absent
  bool exif_seen = false;
  for (Walker walker(file);;) {
    const Segment segment = walker.Next();
    if (segment.marker == kApp1 && !exif_seen && BeginsWith(segment.body, "Exif\0"sv)) {
      exif_seen = true;  // the first one counts
      if (segment.body.size() > 6) info.orientation = ReadExifOrientation(segment.body.subspan(6));
    } else if (segment.marker == kApp14 && segment.body.size() >= 12 &&
               BeginsWith(segment.body, "Adobe"sv)) {
      adobe_transform = segment.body[11];
    } else if (segment.marker == kStartOfScan || segment.marker == kEndOfImage) {
      throw Damaged("it has no frame header");
    } else if (IsFrameHeader(segment.marker)) {
      ReadFrameHeader(segment, adobe_transform, info);
      return info;
    }
  }
}

void CheckJpeg(std::span<const std::uint8_t> file, const ImageInfo& info) {
  Walker walker(file);
  int scans = 0;
  for (Segment segment = walker.Next(); segment.marker != kEndOfImage; segment = walker.Next()) {
    if (segment.marker == kStartOfScan && ++scans > kMaxScans) {
      throw Damaged("it has more than " + std::to_string(kMaxScans) + " scans");
    }
  }
  if (scans == 0) throw Damaged("it has no picture data");
  // The component with the most samples across has one block for 8 x 8 pixels or, since sampling
  // factors go up to 4, at the least for 8 x 32; a block takes one bit or more.
  const std::int64_t pixels = static_cast<std::int64_t>(info.width) * info.height;
  if (static_cast<std::int64_t>(walker.position()) * 8 < pixels / (8 * 32)) {
    throw Damaged("it has too few bytes for its " + std::to_string(info.width) + " x " +
                  std::to_string(info.height) + " pixels");
  }
}

}  // namespace residua
