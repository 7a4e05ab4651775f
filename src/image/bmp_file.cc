#include "image/bmp_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdlib>
#include <string>

#include "image/bmp_run_length.h"
#include "image/byte_reader.h"

namespace residua {
namespace {

constexpr std::size_t kFileHeaderBytes = 14;
constexpr std::uint32_t kVersion4Bytes = 108;

// BITMAPINFOHEADER's biCompression.
enum Compression : std::uint32_t { kPlain = 0, kRunLength8 = 1, kRunLength4 = 2, kBitFields = 3 };

Error Damaged(const std::string& what) { return DamagedImage(ImageFormat::kBmp, what); }
Error Unsupported(const std::string& what) { return UnsupportedKind(ImageFormat::kBmp, what); }

struct Header {
  std::int32_t width = 0;
  std::int32_t height = 0;  // negative for rows from top to bottom
  std::uint32_t bits = 0;   // per pixel
  std::uint32_t compression = kPlain;
  std::array<std::uint32_t, 4> masks = {};  // R, G, B, alpha; for kBitFields
  std::size_t palette_begin = 0;
  std::size_t palette_colors = 0;
  std::size_t palette_color_bytes = 4;
  std::size_t pixels_begin = 0;

  bool packed() const { return compression == kRunLength8 || compression == kRunLength4; }
  std::int64_t row_bytes() const { return (static_cast<std::int64_t>(width) * bits + 31) / 32 * 4; }
  std::int64_t rows() const { return std::abs(static_cast<std::int64_t>(height)); }
};

// The masks follow a 40-byte header and are part of the longer ones, where alpha's comes fourth.
void ReadMasks(ByteReader& reader, std::uint32_t header_bytes, Header& header) {
  for (std::size_t i = 0; i < 3; ++i) header.masks[i] = reader.U32();
  if (header_bytes >= 56) header.masks[3] = reader.U32();
  for (const std::uint32_t mask : header.masks) {
    const std::uint32_t shifted = mask == 0 ? 0 : mask >> std::countr_zero(mask);
    if ((shifted & (shifted + 1)) != 0) throw Damaged("the bits of a colour are scattered");
    if (shifted > 0xFF) throw Unsupported("a colour has more than 8 bits");
  }
  for (std::size_t i = 0; i < 3; ++i) {
    if (header.masks[i] == 0) throw Damaged("a colour has no bits");
  }
}

void RequireKnownCoding(const Header& header) {
  if (header.packed()) {
    if (header.bits == (header.compression == kRunLength8 ? 8u : 4u)) return;
    throw Damaged("its run-length coding does not match its depth");
  }
  if (header.compression > kBitFields) throw Unsupported("its compression is not a BMP's own");
  switch (header.bits) {
    case 1:
    case 4:
    case 8:
    case 24:
      if (header.compression == kPlain) return;
      throw Damaged("its colour masks do not match its depth");
    case 16:
    case 32:
      return;
    case 2:
      throw Unsupported("it has 2 bits per pixel");
    default:
      throw Damaged("it claims " + std::to_string(header.bits) + " bits per pixel");
  }
}

Header ReadHeader(std::span<const std::uint8_t> file) {
  ByteReader reader(file, ByteOrder::kLittleEndian);
  reader.Skip(10);  // "BM", the file size and four reserved bytes, all of them unreliable
  Header header;
  header.pixels_begin = reader.U32();
  const std::uint32_t header_bytes = reader.U32();
  if (!reader.ok()) throw Damaged("its end is missing (the file is cut off)");
  const bool is_core = header_bytes == 12;  // OS/2 1.x
  switch (header_bytes) {
    case 12:
    case 40:
    case 52:
    case 56:
    case 64:
    case 108:
    case 124:
      break;
    default:
      throw Damaged("its header claims " + std::to_string(header_bytes) + " bytes");
  }
  std::uint32_t colors = 0;
  header.width = is_core ? reader.U16() : static_cast<std::int32_t>(reader.U32());
  header.height = is_core ? reader.U16() : static_cast<std::int32_t>(reader.U32());
  reader.Skip(2);  // planes
  header.bits = reader.U16();
  if (!is_core) {
    header.compression = reader.U32();
    reader.Skip(12);  // the size of the pixels and their density
    colors = reader.U32();
    reader.Skip(4);  // number of important colours
  }
  if (!reader.ok()) throw Damaged("its end is missing (the file is cut off)");
  if (header.width <= 0 || header.height == 0) throw Damaged("its width or height is impossible");
  RequireKnownCoding(header);
  // OS/2 2.x uses these numbers for other encodings, and has no masks.
  if (header_bytes == 64 && header.compression != kPlain) throw Unsupported("it is Huffman-coded");
  header.palette_begin = kFileHeaderBytes + header_bytes;
  if (header.compression == kBitFields) {
    ReadMasks(reader, header_bytes, header);
    header.palette_begin = std::max(header.palette_begin, reader.position());
  }
  header.palette_color_bytes = is_core ? 3 : 4;
  if (header.bits <= 8) {
    const std::size_t all = std::size_t{1} << header.bits;
    header.palette_colors = colors == 0 ? all : std::min<std::size_t>(colors, all);
  }
  return header;
}

void AppendNumber(std::vector<std::uint8_t>& out, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

}  // namespace

ImageInfo ReadBmpInfo(std::span<const std::uint8_t> file) {
  const Header header = ReadHeader(file);
  if (header.rows() > 0x7FFFFFFF) throw Damaged("its height is impossible");
  return {.format = ImageFormat::kBmp,
          .width = header.width,
          .height = static_cast<int>(header.rows())};
}

RewrittenBmp RewriteBmp(std::span<const std::uint8_t> file) {
  Header header = ReadHeader(file);
  ByteReader reader(file, ByteOrder::kLittleEndian);
  reader.Seek(header.pixels_begin);
  if (header.pixels_begin < header.palette_begin) throw Damaged("its pixels overlap its header");
  if (!reader.ok() ||
      (!header.packed() &&
       static_cast<std::int64_t>(reader.remaining()) / header.row_bytes() < header.rows())) {
    throw Damaged("its end is missing (the file is cut off)");
  }
  std::vector<std::uint8_t> unpacked;
  if (header.packed()) {
    unpacked =
        UnpackRuns(reader.Take(reader.remaining()), {.width = header.width,
                                                     .height = static_cast<int>(header.rows()),
                                                     .bits = static_cast<int>(header.bits)});
    header.bits = 8;
    header.compression = kPlain;
  }
  const std::span<const std::uint8_t> pixels =
      unpacked.empty() ? reader.Take(static_cast<std::size_t>(header.row_bytes() * header.rows()))
                       : unpacked;

  const std::size_t palette_colors = header.bits <= 8 ? std::size_t{1} << header.bits : 0;
  const std::size_t begin = kFileHeaderBytes + kVersion4Bytes + palette_colors * 4;
  RewrittenBmp rewritten;
  rewritten.has_alpha = header.masks[3] != 0;
  std::vector<std::uint8_t>& out = rewritten.file;
  out.reserve(begin + pixels.size());
  out = {'B', 'M'};
  out.resize(10);  // size and reserved bytes, which are not read
  AppendNumber(out, static_cast<std::uint32_t>(begin), 4);
  AppendNumber(out, kVersion4Bytes, 4);
  AppendNumber(out, static_cast<std::uint32_t>(header.width), 4);
  AppendNumber(out, static_cast<std::uint32_t>(header.height), 4);
  AppendNumber(out, 1, 2);
  AppendNumber(out, header.bits, 2);
  AppendNumber(out, header.compression, 4);
  out.resize(kFileHeaderBytes + 40);  // density and colour counts, which are not read
  for (const std::uint32_t mask : header.masks) AppendNumber(out, mask, 4);
  out.resize(kFileHeaderBytes + kVersion4Bytes);  // colour space
  // Missing colours are black.
  reader.Seek(header.palette_begin);
  const std::size_t stored_colors =
      std::min(header.palette_colors,
               (header.pixels_begin - header.palette_begin) / header.palette_color_bytes);
  for (std::size_t i = 0; i < stored_colors; ++i) {
    const std::span<const std::uint8_t> color = reader.Take(header.palette_color_bytes);
    out.insert(out.end(), color.begin(), color.begin() + 3);
    out.push_back(0);
  }
  out.resize(begin);
  out.insert(out.end(), pixels.begin(), pixels.end());
  return rewritten;
}

}  // namespace residua
