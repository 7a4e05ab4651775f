// Makes small image files by hand, byte by byte after the standards, so that decoders are tested
// with files whose pixels are known and that no library has seen.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "image/geometry.h"

namespace residua::testing {

using Bytes = std::vector<std::uint8_t>;

inline void Append(Bytes& out, std::span<const std::uint8_t> bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}
inline void Append(Bytes& out, const std::string& text) {
  out.insert(out.end(), text.begin(), text.end());
}
inline void AppendBig(Bytes& out, std::uint32_t number, int bytes) {
  while (bytes-- > 0) out.push_back(static_cast<std::uint8_t>(number >> (8 * bytes)));
}
inline void AppendLittle(Bytes& out, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

// --- EXIF
// -------------------------------------------------------------------------------------------------

struct TiffOptions {
  bool big_endian = false;
  std::uint16_t type = 3;  // SHORT
  std::uint32_t count = 1;
  int fields_before = 2;  // other fields in the directory
};

// A TIFF structure whose first directory gives an orientation.
inline Bytes Tiff(std::uint32_t orientation, const TiffOptions& options = {}) {
  const auto append = [&](Bytes& out, std::uint32_t number, int bytes) {
    options.big_endian ? AppendBig(out, number, bytes) : AppendLittle(out, number, bytes);
  };
  Bytes out = {};
  Append(out, options.big_endian ? "MM" : "II");
  append(out, 42, 2);
  append(out, 8, 4);
  append(out, static_cast<std::uint32_t>(options.fields_before) + 1, 2);
  for (int i = 0; i < options.fields_before; ++i) {
    append(out, 0x0100u + static_cast<std::uint32_t>(i), 2);
    append(out, 4, 2);
    append(out, 1, 4);
    append(out, 6, 4);  // a value that would be an orientation if it were taken for one
  }
  append(out, 0x0112, 2);
  append(out, options.type, 2);
  append(out, options.count, 4);
  const int size = options.type == 1 ? 1 : options.type == 3 ? 2 : 4;
  append(out, orientation, size);
  out.resize(out.size() + static_cast<std::size_t>(4 - size));
  append(out, 0, 4);  // no second directory
  return out;
}

// --- JPEG
// -------------------------------------------------------------------------------------------------

struct JpegOptions {
  int width = 8;
  int height = 8;
  // Per component the value of all its samples; 1 (grey), 3 or 4 of them.
  std::vector<int> values = {128};
  std::optional<int> adobe_transform = {};
  std::optional<Bytes> exif = {};  // a TIFF structure
  std::uint8_t frame_marker = 0xC0;
  int precision = 8;
  int restart_interval = 0;  // in blocks; 0 for none
  bool with_end = true;
};

// A baseline JPEG of flat blocks. Its quantiser is 8, so that the DC coefficient is the value less
// 128.
inline Bytes Jpeg(const JpegOptions& options = {}) {
  Bytes out = {0xFF, 0xD8};
  const auto segment = [&](std::uint8_t marker, const Bytes& body) {
    out.push_back(0xFF);
    out.push_back(marker);
    AppendBig(out, static_cast<std::uint32_t>(body.size() + 2), 2);
    Append(out, body);
  };
  if (options.exif) {
    Bytes body;
    Append(body, std::string("Exif\0\0", 6));
    Append(body, *options.exif);
    segment(0xE1, body);
  }
  if (options.adobe_transform) {
    Bytes body;
    Append(body, "Adobe");
    AppendBig(body, 100, 2);
    AppendBig(body, 0, 4);
    AppendBig(body, static_cast<std::uint32_t>(*options.adobe_transform), 1);
    segment(0xEE, body);
  }
  Bytes quantiser(65, 8);
  quantiser[0] = 0;
  segment(0xDB, quantiser);
  Bytes frame = {};
  AppendBig(frame, static_cast<std::uint32_t>(options.precision), 1);
  AppendBig(frame, static_cast<std::uint32_t>(options.height), 2);
  AppendBig(frame, static_cast<std::uint32_t>(options.width), 2);
  AppendBig(frame, static_cast<std::uint32_t>(options.values.size()), 1);
  for (std::size_t i = 0; i < options.values.size(); ++i) {
    AppendBig(frame, static_cast<std::uint32_t>(i + 1), 1);
    AppendBig(frame, 0x1100, 2);  // no subsampling, quantiser 0
  }
  segment(options.frame_marker, frame);
  // DC: the twelve size categories, all with codes of four bits. AC: "end of block" alone, the code
  // 0.
  Bytes dc(17, 0);
  dc[4] = 12;
  for (int category = 0; category < 12; ++category)
    AppendBig(dc, static_cast<std::uint32_t>(category), 1);
  segment(0xC4, dc);
  Bytes ac(17, 0);
  ac[0] = 0x10;
  ac[1] = 1;
  ac.push_back(0);
  segment(0xC4, ac);
  if (options.restart_interval > 0) {
    Bytes interval;
    AppendBig(interval, static_cast<std::uint32_t>(options.restart_interval), 2);
    segment(0xDD, interval);
  }
  Bytes scan = {};
  AppendBig(scan, static_cast<std::uint32_t>(options.values.size()), 1);
  for (std::size_t i = 0; i < options.values.size(); ++i) {
    AppendBig(scan, static_cast<std::uint32_t>(i + 1), 1);
    AppendBig(scan, 0, 1);
  }
  AppendBig(scan, 0x003F00, 3);
  segment(0xDA, scan);

  std::uint32_t bits = 0;
  int count = 0;
  const auto put = [&](std::uint32_t code, int length) {
    for (int i = length - 1; i >= 0; --i) {
      bits = bits << 1 | (code >> i & 1);
      if (++count < 8) continue;
      out.push_back(static_cast<std::uint8_t>(bits));
      if (out.back() == 0xFF) out.push_back(0);
      bits = 0;
      count = 0;
    }
  };
  const auto pad = [&] {
    while (count != 0) put(1, 1);
  };
  const int blocks = (options.width + 7) / 8 * ((options.height + 7) / 8);
  std::vector<int> before(options.values.size(), 0);
  for (int block = 0; block < blocks; ++block) {
    if (options.restart_interval > 0 && block > 0 && block % options.restart_interval == 0) {
      pad();
      out.push_back(0xFF);
      out.push_back(static_cast<std::uint8_t>(0xD0 + (block / options.restart_interval - 1) % 8));
      std::fill(before.begin(), before.end(), 0);
    }
    for (std::size_t i = 0; i < options.values.size(); ++i) {
      const int difference = options.values[i] - 128 - before[i];
      before[i] = options.values[i] - 128;
      int category = 0;
      for (int rest = difference < 0 ? -difference : difference; rest != 0; rest >>= 1) ++category;
      put(static_cast<std::uint32_t>(category), 4);
      put(static_cast<std::uint32_t>(difference < 0 ? difference + (1 << category) - 1
                                                    : difference),
          category);
      put(0, 1);  // end of block
    }
  }
  pad();
  if (options.with_end) AppendBig(out, 0xFFD9, 2);
  return out;
}

// --- PNG
// --------------------------------------------------------------------------------------------------

inline std::uint32_t BitwiseCrc(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

inline void AppendPngChunk(Bytes& out, const std::string& type, const Bytes& data) {
  AppendBig(out, static_cast<std::uint32_t>(data.size()), 4);
  Bytes typed(type.begin(), type.end());
  Append(typed, data);
  Append(out, typed);
  AppendBig(out, BitwiseCrc(typed), 4);
}

// zlib's container round blocks that are not compressed.
inline Bytes StoredZlib(const Bytes& data) {
  Bytes out = {0x78, 0x01};
  std::size_t begin = 0;
  do {
    const std::size_t length = std::min<std::size_t>(data.size() - begin, 65535);
    out.push_back(begin + length == data.size() ? 1 : 0);
    AppendLittle(out, static_cast<std::uint32_t>(length), 2);
    AppendLittle(out, ~static_cast<std::uint32_t>(length), 2);
    Append(out, std::span(data).subspan(begin, length));
    begin += length;
  } while (begin < data.size());
  std::uint32_t a = 1, b = 0;
  for (const std::uint8_t byte : data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  AppendBig(out, b << 16 | a, 4);
  return out;
}

struct PngOptions {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  int depth = 8;
  int color = 2;
  Bytes rows = {};  // height rows of packed samples, without filter bytes
  std::vector<std::pair<std::string, Bytes>> chunks = {};  // between header and pixels
  std::vector<std::pair<std::string, Bytes>> chunks_after = {};
  std::optional<Bytes> packed = {};  // instead of the rows
};

inline Bytes Png(const PngOptions& options) {
  Bytes out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  Bytes header = {};
  AppendBig(header, options.width, 4);
  AppendBig(header, options.height, 4);
  AppendBig(header, static_cast<std::uint32_t>(options.depth), 1);
  AppendBig(header, static_cast<std::uint32_t>(options.color), 1);
  AppendBig(header, 0, 3);
  AppendPngChunk(out, "IHDR", header);
  for (const auto& [type, data] : options.chunks) AppendPngChunk(out, type, data);
  Bytes filtered = {};
  const std::size_t row = options.packed ? 0 : options.rows.size() / options.height;
  for (std::size_t y = 0; row != 0 && y < options.height; ++y) {
    filtered.push_back(0);  // no filter
    Append(filtered, std::span(options.rows).subspan(y * row, row));
  }
  AppendPngChunk(out, "IDAT", options.packed ? *options.packed : StoredZlib(filtered));
  for (const auto& [type, data] : options.chunks_after) AppendPngChunk(out, type, data);
  AppendPngChunk(out, "IEND", {});
  return out;
}

// --- GIF
// --------------------------------------------------------------------------------------------------

struct GifOptions {
  PixelSize screen = {2, 2};
  PixelRect frame = {0, 0, 2, 2};
  Bytes palette = {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};  // 4 colours: black, red, green, blue
  Bytes indices = {0, 1, 2, 3};                                // of the frame, as stored
  int literal_bits = 2;
  int background = 0;
  std::optional<int> transparent = {};
  bool interlaced = false;
  bool clears_first = true;  // as the standard asks for
  bool clears_when_full = true;
};

inline Bytes Gif(const GifOptions& options = {}) {
  Bytes out = {};
  Append(out, "GIF89a");
  AppendLittle(out, static_cast<std::uint32_t>(options.screen.width), 2);
  AppendLittle(out, static_cast<std::uint32_t>(options.screen.height), 2);
  int table_bits = 1;
  while ((std::size_t{3} << table_bits) < options.palette.size()) ++table_bits;
  AppendLittle(out, 0x80u | static_cast<std::uint32_t>(table_bits - 1), 1);
  AppendLittle(out, static_cast<std::uint32_t>(options.background), 2);
  Append(out, options.palette);
  if (options.transparent) {
    AppendBig(out, 0x21F90401, 4);
    AppendLittle(out, 0, 2);
    AppendLittle(out, static_cast<std::uint32_t>(*options.transparent), 1);
    AppendLittle(out, 0, 1);
  }
  out.push_back(0x2C);
  for (const int number :
       {options.frame.x, options.frame.y, options.frame.width, options.frame.height}) {
    AppendLittle(out, static_cast<std::uint32_t>(number), 2);
  }
  out.push_back(options.interlaced ? 0x40 : 0);
  out.push_back(static_cast<std::uint8_t>(options.literal_bits));

  // LZW after GIF89a, appendix F.
  Bytes packed = {};
  std::uint32_t bits = 0;
  int count = 0;
  const int clear = 1 << options.literal_bits;
  int width = options.literal_bits + 1;
  const auto put = [&](int code) {
    bits |= static_cast<std::uint32_t>(code) << count;
    for (count += width; count >= 8; count -= 8, bits >>= 8)
      packed.push_back(static_cast<std::uint8_t>(bits));
  };
  std::map<std::pair<int, int>, int> codes;  // (prefix's code, next index) -> code
  int next = clear + 2;
  if (options.clears_first) put(clear);
  int current = -1;
  for (const std::uint8_t index : options.indices) {
    if (current < 0) {
      current = index;
      continue;
    }
    if (const auto found = codes.find({current, index}); found != codes.end()) {
      current = found->second;
      continue;
    }
    put(current);
    if (next < 4096) {
      codes[{current, index}] = next;
      // The decoder is one entry behind, so the width grows one code later than the table.
      if (next == 1 << width && width < 12) ++width;
      ++next;
    } else if (options.clears_when_full) {
      put(clear);
      codes.clear();
      width = options.literal_bits + 1;
      next = clear + 2;
    }
    current = index;
  }
  if (current >= 0) put(current);
  if (next == 1 << width && width < 12) ++width;
  put(clear + 1);
  if (count > 0) packed.push_back(static_cast<std::uint8_t>(bits));
  for (std::size_t begin = 0; begin < packed.size(); begin += 255) {
    const std::size_t length = std::min<std::size_t>(packed.size() - begin, 255);
    out.push_back(static_cast<std::uint8_t>(length));
    Append(out, std::span(packed).subspan(begin, length));
  }
  out.push_back(0);
  out.push_back(0x3B);
  return out;
}

// --- BMP
// --------------------------------------------------------------------------------------------------

struct BmpOptions {
  int width = 1;
  int height = 1;  // negative: from top to bottom
  int bits = 24;
  std::uint32_t header_bytes = 40;
  std::uint32_t compression = 0;
  std::vector<std::uint32_t> masks = {};
  Bytes palette = {};  // 3 bytes a colour with a 12-byte header, else 4
  std::uint32_t palette_colors = 0;
  std::size_t gap = 0;  // bytes between header and pixels
  Bytes rows = {};      // as stored, padded to 4 bytes each
};

inline Bytes Bmp(const BmpOptions& options) {
  Bytes header = {};
  AppendLittle(header, options.header_bytes, 4);
  const int side = options.header_bytes == 12 ? 2 : 4;
  AppendLittle(header, static_cast<std::uint32_t>(options.width), side);
  AppendLittle(header, static_cast<std::uint32_t>(options.height), side);
  AppendLittle(header, 1, 2);
  AppendLittle(header, static_cast<std::uint32_t>(options.bits), 2);
  if (options.header_bytes > 12) {
    AppendLittle(header, options.compression, 4);
    for (int i = 0; i < 3; ++i) AppendLittle(header, 0, 4);
    AppendLittle(header, options.palette_colors, 4);
    AppendLittle(header, 0, 4);
  }
  for (const std::uint32_t mask : options.masks) AppendLittle(header, mask, 4);
  if (header.size() < options.header_bytes) header.resize(options.header_bytes);
  Append(header, options.palette);
  header.resize(header.size() + options.gap, 0xAA);
  Bytes out = {};
  Append(out, "BM");
  AppendLittle(out, static_cast<std::uint32_t>(14 + header.size() + options.rows.size()), 4);
  AppendLittle(out, 0, 4);
  AppendLittle(out, static_cast<std::uint32_t>(14 + header.size()), 4);
  Append(out, header);
  Append(out, options.rows);
  return out;
}

}  // namespace residua::testing
