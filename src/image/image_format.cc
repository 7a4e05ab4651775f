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

constexpr std::string_view kWhatIsRead = "JPEG, PNG, GIF, BMP and WebP are read.";

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view name;
};

// Unsupported formats that are in use; their signatures are unambiguous.
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
    Signature{0, "%PDF"sv, "a PDF"},
    Signature{0, "#?RADIANCE"sv, "a Radiance HDR"},
    Signature{0, "\x76\x2f\x31\x01"sv, "an OpenEXR"},
    Signature{0, "qoif"sv, "a QOI"},
    Signature{0, "DDS "sv, "a DirectDraw (DDS)"},
    Signature{0, "\x8aMNG\r\n\x1a\n"sv, "an MNG"},
    Signature{0, "\x8bJNG\r\n\x1a\n"sv, "a JNG"},
    Signature{0, "II\xbc\x01"sv, "a JPEG XR"},
    Signature{0, "IIU\0"sv, "a camera's raw file (RW2)"},
    Signature{0, "IIRO"sv, "a camera's raw file (ORF)"},
    Signature{0, "IIRS"sv, "a camera's raw file (ORF)"},
    Signature{0, "MMOR"sv, "a camera's raw file (ORF)"},
    Signature{0, "FUJIFILMCCD-RAW"sv, "a camera's raw file (RAF)"},
    Signature{0, "FOVb"sv, "a camera's raw file (X3F)"},
    Signature{8, "AVI "sv, "a video (AVI)"},
    Signature{0, "\x1a\x45\xdf\xa3"sv, "a video (Matroska or WebM)"},
    Signature{4, "moov"sv, "a video (QuickTime)"},
    Signature{4, "mdat"sv, "a video (QuickTime)"},
    Signature{0, "\0\0\x01\xba"sv, "a video (MPEG)"},
};

// ISO base media files have a brand of four letters.
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
    Signature{8, "mif2"sv, "a HEIF"},
    Signature{8, "mif3"sv, "a HEIF"},
    Signature{8, "msf1"sv, "a HEIF"},
    Signature{8, "avci"sv, "a HEIF (with H.264)"},
    Signature{8, "avcs"sv, "a HEIF (with H.264)"},
    Signature{8, "vvic"sv, "a HEIF (with H.266)"},
    Signature{8, "vvis"sv, "a HEIF (with H.266)"},
    Signature{8, "jpeg"sv, "a HEIF (with JPEG)"},
    Signature{8, "jpgs"sv, "a HEIF (with JPEG)"},
    Signature{8, "j2ki"sv, "a HEIF (with JPEG 2000)"},
    Signature{8, "j2is"sv, "a HEIF (with JPEG 2000)"},
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

// Whether text begins with lower-case `expected`, ignoring case.
bool BeginsWithWord(std::string_view text, std::string_view expected) {
  return text.size() >= expected.size() &&
         std::equal(expected.begin(), expected.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + ('a' - 'A')) : b);
         });
}

bool IsWebPage(std::string_view text) {
  text = SkipSpace(text.substr(0, 4096));
  return BeginsWithWord(text, "<!doctype html") || BeginsWithWord(text, "<html") ||
         BeginsWithWord(text, "<head") || BeginsWithWord(text, "<body");
}

// Text whose first element is svg, possibly after a declaration, a doctype and comments.
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

// Icons and cursors start with the type and the number of images.
std::optional<std::string_view> IconName(std::string_view text) {
  if (text.size() < 6 || (text[4] == 0 && text[5] == 0)) return std::nullopt;
  if (text.starts_with("\0\0\x01\0"sv)) return "an icon (ICO)";
  if (text.starts_with("\0\0\x02\0"sv)) return "a cursor (CUR)";
  return std::nullopt;
}

// TGA has no signature: the fields of its header must be consistent.
bool IsTga(std::string_view text) {
  if (text.size() < 18) return false;
  const auto field = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const int kind = field(2) & ~8;  // without the flag for run-length encoding
  const int depth = field(16);
  const bool has_palette = field(1) == 1;
  const bool no_palette = field(1) == 0 && text.substr(3, 5) == "\0\0\0\0\0"sv;
  const bool has_size = (field(12) | field(13)) != 0 && (field(14) | field(15)) != 0;
  return has_size && (field(17) & 0xC0) == 0 &&
         ((has_palette && kind == 1 && depth == 8) ||
          (no_palette && kind == 2 && (depth == 15 || depth == 16 || depth == 24 || depth == 32)) ||
          (no_palette && kind == 3 && (depth == 8 || depth == 16)));
}

std::optional<std::string_view> UnsupportedName(std::string_view text) {
  for (const Signature& known : kUnsupported) {
    const bool in_riff = known.bytes == "WEBP" || known.bytes == "AVI ";
    if (in_riff && !text.starts_with("RIFF")) continue;
    if (IsAt(text, known.offset, known.bytes)) return known.name;
  }
  if (IsAt(text, 4, "ftyp")) {
    for (const Signature& brand : kBrands) {
      if (IsAt(text, brand.offset, brand.bytes)) return brand.name;
    }
    return "a video (MP4 or its like)";
  }
  if (const auto icon = IconName(text)) return icon;
  if (IsPnm(text)) return "a PNM";
  if (IsTga(text)) return "a TGA";
  if (IsSvg(text)) return "an SVG";
  return std::nullopt;
}

}  // namespace

ImageFormat RecognizeFormat(std::span<const std::uint8_t> file) {
  if (file.empty()) {
    throw Error(ErrorCode::kInvalidImage, "The file is empty. " + std::string(kWhatIsRead));
  }
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (text.starts_with("\xff\xd8\xff")) return ImageFormat::kJpeg;
  if (text.starts_with("\x89PNG\r\n\x1a\n")) return ImageFormat::kPng;
  if (text.starts_with("GIF87a") || text.starts_with("GIF89a")) return ImageFormat::kGif;
  if (text.starts_with("BM")) return ImageFormat::kBmp;
  if (kReadsWebp && text.starts_with("RIFF") && IsAt(text, 8, "WEBP")) return ImageFormat::kWebp;
  if (IsWebPage(text)) {
    throw Error(
        ErrorCode::kInvalidImage,
        "This file is a web page (HTML), not an image. Save or name the picture itself, not "
        "the page that shows it.");
  }
  if (const auto name = UnsupportedName(text)) {
    throw Error(ErrorCode::kUnsupportedImage,
                "This file is " + std::string(*name) +
                    ", which is not supported here. Convert it to JPEG or "
                    "PNG.");
  }
  if (IsAt(text, 1, "PNG")) {
    throw DamagedImage(ImageFormat::kPng,
                       "its first eight bytes were changed, as by a text transfer");
  }
  throw Error(ErrorCode::kInvalidImage,
              "This file is not a supported image. " + std::string(kWhatIsRead));
}

}  // namespace residua
