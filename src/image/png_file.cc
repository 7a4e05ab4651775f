#include "image/png_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
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

// The densest deflate code is a match of 258 bytes in two bits (RFC 1951).
constexpr std::int64_t kMaxDeflateRatio = 1032;

Error Damaged(const std::string& what) { return DamagedImage(ImageFormat::kPng, what); }

struct Chunk {
  std::string_view type;  // four letters
  std::span<const std::uint8_t> data;
  bool whole = false;   // with its checksum
  bool intact = false;  // its checksum agrees

  bool critical() const { return (type[0] & 0x20) == 0; }
};

// Empty if the file ends before the chunk's data does.
std::optional<Chunk> FindChunk(ByteReader& reader) {
  const std::uint32_t length = reader.U32();
  if (length > kMaxChunkBytes) throw Damaged("one of its parts has an impossible length");
  const std::span<const std::uint8_t> typed = reader.Take(std::size_t{4} + length);
  if (typed.empty()) return std::nullopt;
  const std::uint32_t crc = reader.U32();
  return Chunk{.type = {reinterpret_cast<const char*>(typed.data()), 4},
               .data = typed.subspan(4),
               .whole = reader.ok(),
               .intact = Crc32(typed) == crc};
}

Error CutOff() { return Damaged("its end is missing (the file is cut off)"); }

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

Header ReadHeader(ByteReader& reader) {
  reader.Skip(kSignatureBytes);
  const std::optional<Chunk> found = FindChunk(reader);
  if (!found || !found->whole) throw CutOff();
  const Chunk& chunk = *found;
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

// A lower bound for the bytes of the unpacked pixels, without the overhead of interlacing.
std::int64_t UnpackedBytes(const Header& header) {
  const std::int64_t bits =
      static_cast<std::int64_t>(header.width) * header.samples() * header.depth;
  return ((bits + 7) / 8 + (header.interlaced ? 0 : 1)) * header.height;
}

void Append(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// The checksum is left zero: only stb_image reads the result, which ignores checksums. Data shorter
// than `size` is padded with zeros.
void AppendChunk(std::vector<std::uint8_t>& out, std::string_view type,
                 std::span<const std::uint8_t> data, std::size_t size) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(size >> shift));
  }
  out.insert(out.end(), type.begin(), type.end());
  Append(out, data);
  out.resize(out.size() + size - data.size() + 4);
}

}  // namespace

ImageInfo ReadPngInfo(std::span<const std::uint8_t> file) {
  ByteReader reader(file, ByteOrder::kBigEndian);
  const Header header = ReadHeader(reader);
  ImageInfo info{.format = ImageFormat::kPng, .width = header.width, .height = header.height};
  // The orientation may come after the pixels. CheckPng reports truncated files.
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
  const Header header = ReadHeader(reader);
  CheckedPng checked;
  checked.has_alpha = header.has_alpha();
  std::span<const std::uint8_t> palette;
  std::vector<Chunk> needed;  // in addition to header and palette
  std::int64_t packed_bytes = 0;
  bool must_rewrite = false;
  for (;;) {
    const std::optional<Chunk> chunk = FindChunk(reader);
    // The pixels may be complete.
    checked.cut_off = !chunk || !chunk->whole;
    if (!chunk) break;
    const bool is_transparency = chunk->type == "tRNS";
    if (!chunk->critical() && !is_transparency) continue;
    if (!IsKnown(chunk->type)) throw Damaged("one of its essential parts is unknown");
    if (chunk->type == "IEND") break;
    if (chunk->whole && !chunk->intact) {
      throw Damaged("the checksum of its part " + std::string(chunk->type) + " is wrong");
    }
    if (chunk->type == "PLTE") {
      if (chunk->data.empty() || chunk->data.size() % 3 != 0 ||
          chunk->data.size() > kPaletteBytes) {
        throw Damaged("its palette has an impossible size");
      }
      palette = chunk->data;
      continue;
    }
    if (is_transparency && header.has_alpha()) {
      must_rewrite = true;  // ignored if there is an alpha channel
      continue;
    }
    needed.push_back(*chunk);
    if (is_transparency) checked.has_alpha = true;
    if (chunk->type == "IDAT") packed_bytes += static_cast<std::int64_t>(chunk->data.size());
    if (checked.cut_off) break;
  }
  if (packed_bytes == 0) {
    if (checked.cut_off) throw CutOff();
    throw Damaged("it has no picture data");
  }
  if (packed_bytes * kMaxDeflateRatio < UnpackedBytes(header)) {
    throw Damaged("it has too few bytes for its " + std::to_string(header.width) + " x " +
                  std::to_string(header.height) + " pixels");
  }
  if (header.has_palette() && palette.empty()) throw Damaged("it has no palette");
  const std::size_t reachable_colors = std::size_t{1} << header.depth;
  const bool is_short = header.has_palette() && palette.size() < reachable_colors * 3;
  if (is_short || must_rewrite || checked.cut_off) {
    Append(checked.rewritten, file.first(kSignatureBytes + 12 + 13));
    if (!palette.empty()) AppendChunk(checked.rewritten, "PLTE", palette, kPaletteBytes);
    for (const Chunk& chunk : needed) {
      AppendChunk(checked.rewritten, chunk.type, chunk.data, chunk.data.size());
    }
    AppendChunk(checked.rewritten, "IEND", {}, 0);
  }
  return checked;
}

}  // namespace residua
