#include "image/image_format.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"

namespace residua {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kWhatIsRead = "JPEG, PNG, GIF and BMP are read.";

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view name;
};

// Formats that people do have; each begins in a way that no other does.
constexpr std::array kUnsupported = {
    Signature{8, "WEBP"sv, "a WebP"},
    Signature{0, "II*\0"sv, "a TIFF or a camera's raw file"},
    Signature{0, "MM\0*"sv, "a TIFF or a camera's raw file"},
    Signature{0, "II+\0"sv, "a BigTIFF"},
    Signature{0, "MM\0+"sv, "a BigTIFF"},
    Signature{0, "\xff\x0a"sv, "a JPEG XL"},
    Signature{0, "\0\0\0\x0cJXL \r\n\x87\n"sv, "a JPEG XL"},
    Signature{0, "\0\0\0\x0cjP  \r\n\x87\n"sv, "a JPEG 2000"},
    Signature{0, "\xff\x4f\xff\x51"sv, "a JPEG 2000"},
    Signature{0, "8BPS"sv, "a Photoshop (PSD)"},
    Signature{0, "\0\0\x01\0"sv, "an icon (ICO)"},
    Signature{0, "\0\0\x02\0"sv, "a cursor (CUR)"},
    Signature{0, "%PDF"sv, "a PDF"},
    Signature{0, "#?RADIANCE"sv, "a Radiance HDR"},
    Signature{0, "\x76\x2f\x31\x01"sv, "an OpenEXR"},
    Signature{0, "qoif"sv, "a QOI"},
    Signature{0, "DDS "sv, "a DirectDraw (DDS)"},
    Signature{0, "\x8aMNG\r\n\x1a\n"sv, "an MNG"},
    Signature{0, "\x8bJNG\r\n\x1a\n"sv, "a JNG"},
    Signature{0, "II\xbc\x01"sv, "a JPEG XR"},
};

// ISO base media files name their kind by a brand of four letters.
constexpr std::array kBrands = {
    Signature{8, "avif"sv, "an AVIF"},
    Signature{8, "avis"sv, "an AVIF"},
    Signature{8, "heic"sv, "a HEIC"},
    Signature{8, "heix"sv, "a HEIC"},
    Signature{8, "heim"sv, "a HEIC"},
    Signature{8, "heis"sv, "a HEIC"},
    Signature{8, "hevc"sv, "a HEIC"},
    Signature{8, "hevx"sv, "a HEIC"},
    Signature{8, "mif1"sv, "a HEIF"},
    Signature{8, "msf1"sv, "a HEIF"},
    Signature{8, "crx "sv, "a camera's raw file"},
};

bool IsAt(std::string_view text, std::size_t offset, std::string_view expected) {
  return text.size() >= offset && text.substr(offset, expected.size()) == expected;
}

std::string_view SkipSpace(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // UTF-8's byte order mark
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

// Text whose first element is svg, perhaps after a declaration, a doctype and comments.
bool IsSvg(std::string_view text) {
  text = SkipSpace(text.substr(0, 4096));
  if (!text.starts_with("<?xml") && !text.starts_with("<!") && !text.starts_with("<svg")) {
    return false;
  }
  return text.find("<svg") != std::string_view::npos;
}

bool IsPnm(std::string_view text) {
  return text.size() >= 3 && text[0] == 'P' && text[1] >= '1' && text[1] <= '7' &&
         (text[2] == ' ' || text[2] == '\n' || text[2] == '\r' || text[2] == '\t');
}

std::optional<std::string_view> UnsupportedName(std::string_view text) {
  for (const Signature& known : kUnsupported) {
    if (known.name == "a WebP" && !text.starts_with("RIFF")) continue;
    if (IsAt(text, known.offset, known.bytes)) return known.name;
  }
  if (IsAt(text, 4, "ftyp")) {
    for (const Signature& brand : kBrands) {
      if (IsAt(text, brand.offset, brand.bytes)) return brand.name;
    }
    return "a video (MP4 or its like)";
  }
  if (IsPnm(text)) return "a PNM";
  if (IsSvg(text)) return "an SVG";
  return std::nullopt;
}

}  // namespace

ImageFormat RecognizeFormat(std::span<const std::uint8_t> file) {
  if (file.empty()) {
    throw Error(ErrorCode::kInvalidImage,
                "The file is empty, so it is no image. " + std::string(kWhatIsRead));
  }
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (text.starts_with("\xff\xd8\xff")) return ImageFormat::kJpeg;
  if (text.starts_with("\x89PNG\r\n\x1a\n")) return ImageFormat::kPng;
  if (text.starts_with("GIF87a") || text.starts_with("GIF89a")) return ImageFormat::kGif;
  if (text.starts_with("BM")) return ImageFormat::kBmp;
  if (const auto name = UnsupportedName(text)) {
    throw Error(
        ErrorCode::kUnsupportedImage,
        "This file is " + std::string(*name) + ", which is not read. " + std::string(kWhatIsRead));
  }
  if (IsAt(text, 1, "PNG")) {
    throw DamagedImage(ImageFormat::kPng,
                       "its first eight bytes were changed, as by a text transfer");
  }
  throw Error(ErrorCode::kInvalidImage,
              "This file is not an image that is known. " + std::string(kWhatIsRead));
}

}  // namespace residua
