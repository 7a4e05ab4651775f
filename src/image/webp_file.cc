#include "image/webp_file.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "image/alpha.h"
#include "image/exif_orientation.h"

namespace residua {
namespace {

Error Damaged(const char* what) { return DamagedImage(ImageFormat::kWebp, what); }
Error CutOff() { return Damaged("its end is missing (the file is cut off)"); }

struct DemuxerDeleter {
  void operator()(WebPDemuxer* demuxer) const noexcept { WebPDemuxDelete(demuxer); }
};
// The parts of a file, whose bytes must outlive it.
using Demuxer = std::unique_ptr<WebPDemuxer, DemuxerDeleter>;

Demuxer Open(std::span<const std::uint8_t> file) {
  const WebPData data{file.data(), file.size()};
  if (Demuxer whole{WebPDemux(&data)}) return whole;
  WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
  const Demuxer beginning(WebPDemuxPartial(&data, &state));
  if (state == WEBP_DEMUX_PARSE_ERROR) throw Damaged("its parts are inconsistent");
  throw CutOff();
}

int OrientationOf(const Demuxer& demuxer) {
  WebPChunkIterator chunk;
  if (WebPDemuxGetChunk(demuxer.get(), "EXIF", 1, &chunk) == 0) return 1;
  std::span<const std::uint8_t> tiff(chunk.chunk.bytes, chunk.chunk.size);
  WebPDemuxReleaseChunkIterator(&chunk);
  // Some encoders write JPEG's mark before the structure.
  constexpr std::string_view kMark("Exif\0\0", 6);
  if (tiff.size() >= kMark.size() && std::equal(kMark.begin(), kMark.end(), tiff.begin())) {
    tiff = tiff.subspan(kMark.size());
  }
  return ReadExifOrientation(tiff);
}

void RequireDecoded(VP8StatusCode status, const ImageInfo& info) {
  switch (status) {
    case VP8_STATUS_OK:
      return;
    case VP8_STATUS_OUT_OF_MEMORY:
      throw TooLittleMemory(info);
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      throw UnsupportedKind(ImageFormat::kWebp, "it uses a feature that libwebp does not know");
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
      throw Damaged("it has too little picture data for its size");
    default:
      throw Damaged("its picture data is inconsistent");
  }
}

// The first frame on its canvas, which is zero outside the frame.
std::vector<std::uint8_t> DecodeFrame(const WebPIterator& frame, const ImageInfo& info,
                                      std::size_t channels) {
  const std::size_t stride = static_cast<std::size_t>(info.width) * channels;
  std::vector<std::uint8_t> canvas(stride * static_cast<std::size_t>(info.height));
  const std::size_t begin = static_cast<std::size_t>(frame.y_offset) * stride +
                            static_cast<std::size_t>(frame.x_offset) * channels;
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) {
    throw Error(ErrorCode::kInternal,
                "The version of libwebp is not the one that Residua was compiled for.");
  }
  config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {.rgba = canvas.data() + begin,
                          .stride = static_cast<int>(stride),
                          .size = canvas.size() - begin};
  const VP8StatusCode status = WebPDecode(frame.fragment.bytes, frame.fragment.size, &config);
  WebPFreeDecBuffer(&config.output);
  RequireDecoded(status, info);
  return canvas;
}

}  // namespace

ImageInfo ReadWebpInfo(std::span<const std::uint8_t> file) {
  const Demuxer demuxer = Open(file);
  return {.format = ImageFormat::kWebp,
          .width = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH)),
          .height = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT)),
          .orientation = OrientationOf(demuxer)};
}

RgbImage DecodeWebp(std::span<const std::uint8_t> file, const ImageInfo& info) {
  const Demuxer demuxer = Open(file);
  WebPBitstreamFeatures features;
  RequireDecoded(WebPGetFeatures(file.data(), file.size(), &features), info);
  WebPIterator frame;
  if (WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) throw Damaged("it contains no picture");
  const std::unique_ptr<WebPIterator, void (*)(WebPIterator*)> release(&frame,
                                                                       WebPDemuxReleaseIterator);
  if (features.has_alpha == 0) return {info.width, info.height, DecodeFrame(frame, info, 3)};
  return FromRgba(DecodeFrame(frame, info, 4), {info.width, info.height});
}

}  // namespace residua
