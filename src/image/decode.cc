#include "image/decode.h"

#include <algorithm>
#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "image/alpha.h"
#include "image/bmp_file.h"
#include "image/exif_orientation.h"
#include "image/gif_file.h"
#include "image/image_format.h"
#include "image/jpeg_decoder.h"
#include "image/jpeg_planes.h"
#include "image/png_file.h"
#include "image/stb_decoder.h"
#include "image/webp_file.h"

namespace residua {
namespace {

RgbImage DecodeOpaque(std::span<const std::uint8_t> file, const ImageInfo& info) {
  const StbPixels pixels = DecodeWithStb(file, info, 3);
  const std::size_t bytes =
      static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) * 3;
  return {info.width, info.height, {pixels.get(), pixels.get() + bytes}};
}

RgbImage DecodeOnWhite(std::span<const std::uint8_t> file, const ImageInfo& info) {
  const StbPixels pixels = DecodeWithStb(file, info, 4);
  const std::size_t bytes =
      static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) * 4;
  return FromRgba({pixels.get(), bytes}, {info.width, info.height});
}

RgbImage DecodeUpright(std::span<const std::uint8_t> file, const ImageInfo& info) {
  switch (info.format) {
    case ImageFormat::kJpeg:
      break;  // decoded row by row
    case ImageFormat::kPng: {
      const CheckedPng png = CheckPng(file);
      const std::span<const std::uint8_t> safe = png.rewritten.empty() ? file : png.rewritten;
      try {
        return png.has_alpha ? DecodeOnWhite(safe, info) : DecodeOpaque(safe, info);
      } catch (const Error& error) {
        if (!png.cut_off || error.code() != ErrorCode::kInvalidImage) throw;
        throw DamagedImage(info.format, "its end is missing (the file is cut off)");
      }
    }
    case ImageFormat::kGif: {
      const std::vector<std::uint8_t> rewritten = CheckGif(file, info);
      return DecodeOnWhite(rewritten.empty() ? file : rewritten, info);
    }
    case ImageFormat::kBmp: {
      const RewrittenBmp bmp = RewriteBmp(file);
      return bmp.has_alpha ? DecodeOnWhite(bmp.file, info) : DecodeOpaque(bmp.file, info);
    }
    case ImageFormat::kWebp:
      if constexpr (kReadsWebp) return DecodeWebp(file, info);
      break;
  }
  throw Error(ErrorCode::kInternal, "An image format has no decoder.");
}

}  // namespace

ImageInfo ReadImageInfo(std::span<const std::uint8_t> file) {
  switch (RecognizeFormat(file)) {
    case ImageFormat::kJpeg:
      return ReadJpegInfo(file);
    case ImageFormat::kPng:
      return ReadPngInfo(file);
    case ImageFormat::kGif:
      return ReadGifInfo(file);
    case ImageFormat::kBmp:
      return ReadBmpInfo(file);
    case ImageFormat::kWebp:
      if constexpr (kReadsWebp) return ReadWebpInfo(file);
      break;
  }
  throw Error(ErrorCode::kInternal, "An image format has no inspector.");
}

std::unique_ptr<PixelRows> OpenRows(std::span<const std::uint8_t> file, const DecodeLimits& limits,
                                    const PartOf& part_of) {
  const ImageInfo info = ReadImageInfo(file);
  RequireWithin(limits, info);
  try {
    if (info.format == ImageFormat::kJpeg) {
      std::optional<PixelRect> part;
      const bool transposed = info.orientation >= 5;
      if (part_of) {
        PixelSize size{info.width, info.height};
        if (transposed) std::swap(size.width, size.height);
        part = JpegRows::PartOfPlanes(part_of(size), size, info.orientation);
      }
      return std::make_unique<JpegRows>(DecodeJpeg(file, transposed, part), info.orientation);
    }
    return std::make_unique<OwnedRows>(
        ApplyOrientation(DecodeUpright(file, info), info.orientation));
  } catch (const std::bad_alloc&) {
    throw TooLittleMemory(info);
  }
}

}  // namespace residua
