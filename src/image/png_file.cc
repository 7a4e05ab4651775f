#include "image/png_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/crc32.h"
#include "image/byte_reader.h"
#include "image/exif_orientation.h"

namespace residua {
namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kPaletteBytes = 256 * 3;

constexpr std::uint32_t kMaxChunkBytes = 0x7FFFFFFF;

// deflate's densest code is a match of 258 bytes in two bits (RFC 1951).
constexpr std::int64_t kMaxDeflateRatio = 1032;

Error Damaged(const std::string& what) { return DamagedImage(ImageFormat::kPng, what); }

struct Chunk {
  std::string_view type;  // four letters
  std::span<const std::uint8_t> data;
  std::span<const std::uint8_t> whole;  // with length, type and checksum
  bool intact = false;                  // its checksum agrees

  bool critical() const { return (type[0] & 0x20) == 0; }
};

Chunk NextChunk(ByteReader& reader, std::span<const std::uint8_t> file) {
  const std::size_t begin = reader.position();
  const std::uint32_t length = reader.U32();
  if (length > kMaxChunkBytes) throw Damaged("one of its parts has an impossible length");
  const std::span<const std::uint8_t> typed = reader.Take(std::size_t{4} + length);
  const std::uint32_t crc = reader.U32();
  if (!reader.ok()) throw Damaged("its end is missing (the file is cut off)");
  return {.type = {reinterpret_cast<const char*>(typed.data()), 4},
          .data = typed.subspan(4),
          .whole = file.subspan(begin, reader.position() - begin),
          .intact = Crc32(typed) == crc};
}

bool IsKnown(std::string_view type) {
  return type == "PLTE" || type == "tRNS" || type == "IDAT" || type == "IEND";
}

struct Header {
  int width = 0;
  int height = 0;
  int depth = 0;  // bits per sample, or per palette index
  int color = 0;  // PNG's colour type
  bool interlaced = false;

  bool has_palette() const { return color == 3; }
  bool has_alpha() const { return (color & 4) != 0; }
  int samples() const {
    return has_palette() ? 1 : ((color & 2) != 0 ? 3 : 1) + (has_alpha() ? 1 : 0);
  }
};

bool IsAllowed(int color, int depth) {
  switch (color) {
    case 0:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2:
    case 4:
    case 6:
      return depth == 8 || depth == 16;
    default:
      return false;
  }
}

Header ReadHeader(ByteReader& reader, std::span<const std::uint8_t> file) {
  reader.Skip(kSignatureBytes);
  const Chunk chunk = NextChunk(reader, file);
  if (chunk.type == "CgBI") {
    throw UnsupportedKind(ImageFormat::kPng, "it is Apple's own variant (CgBI)");
  }
  if (chunk.type != "IHDR" || chunk.data.size() != 13) throw Damaged("it has no header");
  if (!chunk.intact) throw Damaged("the checksum of its header is wrong");
  ByteReader fields(chunk.data, ByteOrder::kBigEndian);
  const std::uint32_t width = fields.U32();
  const std::uint32_t height = fields.U32();
  if (width == 0 || height == 0 || width > 0x7FFFFFFF || height > 0x7FFFFFFF) {
    throw Damaged("its width or height is impossible");
  }
  Header header{.width = static_cast<int>(width), .height = static_cast<int>(height)};
  header.depth = fields.U8();
  header.color = fields.U8();
  if (!IsAllowed(header.color, header.depth)) {
    throw Damaged("it claims colour type " + std::to_string(header.color) + " with " +
                  std::to_string(header.depth) + " bits, which does not exist");
  }
  if (fields.U8() != 0 || fields.U8() != 0) throw Damaged("its compression or filter is unknown");
  const int interlace = fields.U8();
  if (interlace > 1) throw Damaged("its interlacing is unknown");
  header.interlaced = interlace == 1;
  return header;
}

// Bytes that the pixels take unpacked, at the least: what interlacing adds is left out.
std::int64_t UnpackedBytes(const Header& header) {
  const std::int64_t bits =
      static_cast<std::int64_t>(header.width) * header.samples() * header.depth;
  return ((bits + 7) / 8 + (header.interlaced ? 0 : 1)) * header.height;
}

void Append(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// A PLTE chunk of 256 colours. Its checksum is left zero: only stb_image reads it, which checks
// none.
std::vector<std::uint8_t> FullPalette(std::span<const std::uint8_t> colors) {
  std::vector<std::uint8_t> chunk = {0,   0,  kPaletteBytes >> 8, kPaletteBytes & 0xFF, 'P', 'L',
                                     'T', 'E'};
  Append(chunk, colors);
  chunk.resize(8 + kPaletteBytes + 4);
  return chunk;
}

}  // namespace

ImageInfo InspectPng(std::span<const std::uint8_t> file) {
  ByteReader reader(file, ByteOrder::kBigEndian);
  const Header header = ReadHeader(reader, file);
  ImageInfo info{.format = ImageFormat::kPng, .width = header.width, .height = header.height};
  // The orientation may come after the pixels. A cut-off file is reported by CheckPng.
  while (reader.remaining() >= 12) {
    const std::uint32_t length = reader.U32();
    if (length > kMaxChunkBytes) break;
    const std::span<const std::uint8_t> typed = reader.Take(std::size_t{4} + length);
    const std::uint32_t crc = reader.U32();
    if (!reader.ok()) break;
    if (std::equal(typed.begin(), typed.begin() + 4, "eXIf") && Crc32(typed) == crc) {
      info.orientation = ReadExifOrientation(typed.subspan(4));
      break;
    }
  }
  return info;
}

CheckedPng CheckPng(std::span<const std::uint8_t> file) {
  ByteReader reader(file, ByteOrder::kBigEndian);
  const Header header = ReadHeader(reader, file);
  CheckedPng checked;
  checked.has_alpha = header.has_alpha();
  std::span<const std::uint8_t> palette;
  std::vector<std::span<const std::uint8_t>> needed;  // chunks besides header and palette
  std::int64_t packed_bytes = 0;
  for (;;) {
    const Chunk chunk = NextChunk(reader, file);
    const bool is_transparency = chunk.type == "tRNS";
    if (!chunk.critical() && !is_transparency) continue;
    if (!IsKnown(chunk.type)) throw Damaged("one of its essential parts is unknown");
    if (!chunk.intact) {
      throw Damaged("the checksum of its part " + std::string(chunk.type) + " is wrong");
    }
    if (chunk.type == "PLTE") {
      if (chunk.data.empty() || chunk.data.size() % 3 != 0 || chunk.data.size() > kPaletteBytes) {
        throw Damaged("its palette has an impossible size");
      }
      palette = chunk.data;
      continue;
    }
    needed.push_back(chunk.whole);
    if (is_transparency) checked.has_alpha = true;
    if (chunk.type == "IDAT") packed_bytes += static_cast<std::int64_t>(chunk.data.size());
    if (chunk.type == "IEND") break;
  }
  if (packed_bytes == 0) throw Damaged("it has no picture data");
  if (packed_bytes * kMaxDeflateRatio < UnpackedBytes(header)) {
    throw Damaged("it has too few bytes for its " + std::to_string(header.width) + " x " +
                  std::to_string(header.height) + " pixels");
  }
  const std::size_t reachable_colors = std::size_t{1} << header.depth;
  if (header.has_palette() && !palette.empty() && palette.size() < reachable_colors * 3) {
    Append(checked.rewritten, file.first(kSignatureBytes + 12 + 13));
    Append(checked.rewritten, FullPalette(palette));
    for (const auto& chunk : needed) Append(checked.rewritten, chunk);
  }
  return checked;
}

}  // namespace residua
