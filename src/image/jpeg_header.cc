#include "image/jpeg_header.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "image/byte_reader.h"
#include "image/exif_orientation.h"

namespace residua {
namespace {

using std::string_view_literals::operator""sv;
using Bytes = std::span<const std::uint8_t>;

enum Marker : std::uint8_t {
  kTemporary = 0x01,
  kHuffmanTables = 0xC4,
  kConditioning = 0xCC,
  kFirstRestart = 0xD0,
  kLastRestart = 0xD7,
  kEndOfImage = 0xD9,
  kStartOfScan = 0xDA,
  kQuantisers = 0xDB,
  kNumberOfLines = 0xDC,
  kRestartInterval = 0xDD,
  kApp0 = 0xE0,
  kApp1 = 0xE1,
  kApp14 = 0xEE,
  kApp15 = 0xEF,
  kComment = 0xFE,
};

constexpr int kMaxUnitBlocks = 10;  // of an interleaved unit (T.81, B.2.3)

bool BeginsWith(Bytes bytes, std::string_view tag) {
  return bytes.size() >= tag.size() &&
         std::equal(tag.begin(), tag.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

// SOF0 to SOF15 without DHT, JPG and DAC, which share their numbers; and JPEG-LS.
bool IsFrameHeader(std::uint8_t marker) {
  return (marker >= 0xC0 && marker <= 0xCF && marker != kHuffmanTables && marker != 0xC8 &&
          marker != kConditioning) ||
         marker == 0xF7;
}

void RequireKnownCoding(std::uint8_t marker) {
  switch (marker) {
    case 0xC0:  // baseline
    case 0xC1:  // extended sequential
    case 0xC2:  // progressive
    case 0xC9:  // the same, arithmetic-coded
    case 0xCA:
      return;
    case 0xF7:
      throw UnsupportedJpeg("it is a JPEG-LS");
    case 0xC3:
    case 0xCB:
      throw UnsupportedJpeg("it is a lossless JPEG");
    default:
      throw UnsupportedJpeg("it is a hierarchical JPEG");
  }
}

int DividedUp(int number, int by) { return (number + by - 1) / by; }

void LayOut(JpegFrame& frame) {
  for (int i = 0; i < frame.count; ++i) {
    const JpegComponent& component = frame.components[static_cast<std::size_t>(i)];
    frame.max_across = std::max(frame.max_across, component.across);
    frame.max_down = std::max(frame.max_down, component.down);
  }
  frame.units_across = DividedUp(frame.width, 8 * frame.max_across);
  frame.units_down = DividedUp(frame.height, 8 * frame.max_down);
  for (int i = 0; i < frame.count; ++i) {
    JpegComponent& component = frame.components[static_cast<std::size_t>(i)];
    if (frame.max_across % component.across != 0 || frame.max_down % component.down != 0) {
      throw UnsupportedJpeg("its components' sizes are in no whole ratio");
    }
    component.width = DividedUp(frame.width * component.across, frame.max_across);
    component.height = DividedUp(frame.height * component.down, frame.max_down);
    component.blocks_across = DividedUp(component.width, 8);
    component.blocks_down = DividedUp(component.height, 8);
    component.padded_across = frame.units_across * component.across;
    component.padded_down = frame.units_down * component.down;
  }
}

void ReadFrame(std::uint8_t marker, Bytes body, JpegFrame& frame) {
  if (frame.count != 0) throw DamagedJpeg("it has two frame headers");
  RequireKnownCoding(marker);
  ByteReader reader(body, ByteOrder::kBigEndian);
  const int precision = reader.U8();
  frame.height = reader.U16();
  frame.width = reader.U16();
  frame.count = reader.U8();
  if (!reader.ok()) throw DamagedJpeg("its frame header is too short");
  if (precision != 8) {
    throw UnsupportedJpeg("it has " + std::to_string(precision) + " bits per sample instead of 8");
  }
  if (frame.height == 0) throw UnsupportedJpeg("its height is given only after the picture");
  if (frame.width == 0) throw DamagedJpeg("its width is 0");
  if (frame.count != 1 && frame.count != 3 && frame.count != 4) {
    throw UnsupportedJpeg("it has " + std::to_string(frame.count) + " colour components");
  }
  if (reader.remaining() != static_cast<std::size_t>(frame.count) * 3) {
    throw DamagedJpeg("its frame header has an impossible length");
  }
  frame.progressive = (marker & 3) == 2;
  frame.arithmetic = marker > 0xC8;
  for (int i = 0; i < frame.count; ++i) {
    JpegComponent& component = frame.components[static_cast<std::size_t>(i)];
    component.id = reader.U8();
    const int factors = reader.U8();
    component.across = factors >> 4;
    component.down = factors & 15;
    component.quantiser_slot = reader.U8();
    if (component.across < 1 || component.across > 4 || component.down < 1 || component.down > 4) {
      throw DamagedJpeg("a sampling factor is impossible");
    }
  }
  LayOut(frame);
}

// The component of this name, for place `place` of a scan. Components may share a name; as in
// libjpeg none is looked for before that place.
int IndexOf(const JpegFrame& frame, int id, int place) {
  for (int i = place; i < frame.count; ++i) {
    if (frame.components[static_cast<std::size_t>(i)].id == id) return i;
  }
  throw DamagedJpeg("a scan names a component that the picture does not have");
}

void ReadScanHeader(Bytes body, const JpegFrame& frame, JpegScan& scan) {
  if (frame.count == 0) throw DamagedJpeg("it has no frame header");
  ByteReader reader(body, ByteOrder::kBigEndian);
  scan.count = reader.U8();
  if (scan.count < 1 || scan.count > 4 ||
      body.size() != static_cast<std::size_t>(scan.count) * 2 + 4) {
    throw DamagedJpeg("a scan header has an impossible length");
  }
  int blocks = 0;
  for (int i = 0; i < scan.count; ++i) {
    const int id = reader.U8();
    const int slots = reader.U8();
    JpegScanComponent& component = scan.components[static_cast<std::size_t>(i)];
    component.index = IndexOf(frame, id, i);
    component.dc_slot = slots >> 4;
    component.ac_slot = slots & 15;
    for (int before = 0; before < i; ++before) {
      if (scan.components[static_cast<std::size_t>(before)].index == component.index) {
        throw DamagedJpeg("a scan names a component twice");
      }
    }
    const JpegComponent& sampled = frame.components[static_cast<std::size_t>(component.index)];
    blocks += sampled.across * sampled.down;
  }
  if (scan.count > 1 && blocks > kMaxUnitBlocks) {
    throw DamagedJpeg("its sampling factors are too large");
  }
  scan.first = reader.U8();
  scan.last = reader.U8();
  const int bits = reader.U8();
  scan.high = bits >> 4;
  scan.low = bits & 15;
}

void ReadHuffmanTables(Bytes body, JpegHeader& header) {
  ByteReader reader(body, ByteOrder::kBigEndian);
  while (reader.remaining() > 16) {
    const std::size_t slot = reader.U8();
    const Bytes counts = reader.Take(16);
    std::size_t symbols = 0;
    for (const std::uint8_t count : counts) symbols += count;
    if ((slot & 0xEF) >= header.dc_codes.size() || symbols > 256 || symbols > reader.remaining()) {
      throw DamagedJpeg("a Huffman table is invalid");
    }
    HuffmanCode& code = ((slot & 0x10) != 0 ? header.ac_codes : header.dc_codes)[slot & 3];
    code.defined = true;
    std::copy(counts.begin(), counts.end(), code.counts.begin());
    code.symbols.fill(0);
    const Bytes values = reader.Take(symbols);
    std::copy(values.begin(), values.end(), code.symbols.begin());
  }
  if (reader.remaining() != 0) throw DamagedJpeg("a Huffman table has an impossible length");
}

void ReadQuantisers(Bytes body, JpegHeader& header) {
  ByteReader reader(body, ByteOrder::kBigEndian);
  while (reader.remaining() > 0) {
    const int slot = reader.U8();
    if ((slot & 15) > 3) throw DamagedJpeg("a quantisation table has an impossible number");
    JpegQuantiser& quantiser = header.quantisers[static_cast<std::size_t>(slot & 15)].emplace();
    for (std::size_t i = 0; i < quantiser.size(); ++i) {
      quantiser[jpeg_zigzag[i]] = slot >> 4 != 0 ? reader.U16() : reader.U8();
    }
    if (!reader.ok()) throw DamagedJpeg("a quantisation table is too short");
  }
}

void ReadConditioning(Bytes body, JpegConditioning& conditioning) {
  ByteReader reader(body, ByteOrder::kBigEndian);
  while (reader.remaining() > 0) {
    const std::size_t slot = reader.U8();
    const int value = reader.U8();
    const bool sound = reader.ok() && slot < 32 && (slot >= 16 || (value & 15) <= value >> 4);
    if (!sound) throw DamagedJpeg("its arithmetic conditioning is invalid");
    if (slot >= 16) {
      conditioning.ac[slot - 16] = static_cast<std::uint8_t>(value);
    } else {
      conditioning.dc_low[slot] = static_cast<std::uint8_t>(value & 15);
      conditioning.dc_high[slot] = static_cast<std::uint8_t>(value >> 4);
    }
  }
}

bool StandsAlone(std::uint8_t marker) {
  return (marker >= kFirstRestart && marker <= kLastRestart) || marker == kTemporary;
}

void ReadSegment(std::uint8_t marker, Bytes body, JpegHeader& header) {
  switch (marker) {
    case kHuffmanTables:
      return ReadHuffmanTables(body, header);
    case kQuantisers:
      return ReadQuantisers(body, header);
    case kConditioning:
      return ReadConditioning(body, header.conditioning);
    case kRestartInterval:
      if (body.size() != 2) throw DamagedJpeg("its restart interval has an impossible length");
      header.restart_interval = body[0] << 8 | body[1];
      return;
    case kApp0:
      if (body.size() >= 14 && BeginsWith(body, "JFIF\0"sv)) header.has_jfif = true;
      return;
    case kApp1:  // the first EXIF counts
      if (header.orientation == 0 && BeginsWith(body, "Exif\0"sv)) {
        header.orientation = body.size() > 6 ? ReadExifOrientation(body.subspan(6)) : 1;
      }
      return;
    case kApp14:
      if (body.size() >= 12 && BeginsWith(body, "Adobe"sv)) header.adobe_transform = body[11];
      return;
    default:
      const bool known =
          (marker > kApp0 && marker <= kApp15) || marker == kComment || marker == kNumberOfLines;
      if (!known) throw DamagedJpeg("it has an unknown segment");
  }
}

}  // namespace

constinit const std::array<std::uint8_t, 64 + 16> jpeg_zigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33,
    40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36,
    29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63};

bool ReadToScan(JpegInput& input, JpegHeader& header) {
  for (;;) {
    const std::uint8_t marker = input.FindMarker();
    input.SetMarker(0);
    if (marker == kEndOfImage) return false;
    if (StandsAlone(marker)) continue;
    if (IsFrameHeader(marker)) {
      ReadFrame(marker, input.Body(), header.frame);
    } else if (marker == kStartOfScan) {
      ReadScanHeader(input.Body(), header.frame, header.scan);
      return true;
    } else if (marker >= 0xC0 && marker != 0xD8) {
      ReadSegment(marker, input.Body(), header);
    } else {
      throw DamagedJpeg("it has an unknown segment");
    }
  }
}

JpegColors ColorsOf(const JpegHeader& header) {
  const JpegFrame& frame = header.frame;
  const int transform = header.adobe_transform;
  switch (frame.count) {
    case 1:
      return JpegColors::kGrey;
    case 4:
      return transform <= 0 ? JpegColors::kCmyk : JpegColors::kYcck;
    default:
      if (header.has_jfif) return JpegColors::kYcc;
      const bool is_rgb = transform < 0
                              ? frame.components[0].id == 'R' && frame.components[1].id == 'G' &&
                                    frame.components[2].id == 'B'
                              : transform == 0;
      return is_rgb ? JpegColors::kRgb : JpegColors::kYcc;
  }
}

}  // namespace residua
