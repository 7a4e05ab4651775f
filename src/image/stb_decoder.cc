#include "image/stb_decoder.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "image/inflate.h"
#include "image/jpeg_idct.h"

namespace residua {
namespace {

// What one decoding has allocated, against what it may. A PNG of one pixel can hold gigabytes of
// packed zeros, which stb_image would unpack in full.
struct Budget {
  std::uint64_t left = 0;
  bool exceeded = false;
};

thread_local Budget* current_budget = nullptr;

class BudgetScope {
 public:
  explicit BudgetScope(std::uint64_t bytes) : budget_{.left = bytes} { current_budget = &budget_; }
  ~BudgetScope() { current_budget = nullptr; }
  BudgetScope(const BudgetScope&) = delete;
  BudgetScope& operator=(const BudgetScope&) = delete;

  bool exceeded() const { return budget_.exceeded; }

 private:
  Budget budget_;
};

// Before each block lies its size; 16 bytes keep the block aligned for SSE2.
constexpr std::size_t kBlockHeader = 16;

std::size_t& SizeOf(void* block) {
  return *reinterpret_cast<std::size_t*>(static_cast<std::uint8_t*>(block) - kBlockHeader);
}

// Zeroed, since stb_image hands out what it has not written where a JPEG lacks a scan.
void* Allocate(std::size_t size) {
  if (current_budget != nullptr) {
    if (size > current_budget->left) {
      current_budget->exceeded = true;
      return nullptr;
    }
    current_budget->left -= size;
  }
  if (size > std::numeric_limits<std::size_t>::max() - kBlockHeader) return nullptr;
  auto* const begin = static_cast<std::uint8_t*>(std::calloc(1, size + kBlockHeader));
  if (begin == nullptr) return nullptr;
  void* const block = begin + kBlockHeader;
  SizeOf(block) = size;
  return block;
}

void Free(void* block) {
  if (block == nullptr) return;
  if (current_budget != nullptr) current_budget->left += SizeOf(block);
  std::free(static_cast<std::uint8_t*>(block) - kBlockHeader);
}

void* Reallocate(void* block, std::size_t size) {
  void* const moved = Allocate(size);
  if (moved == nullptr || block == nullptr) return moved;
  std::memcpy(moved, block, SizeOf(block) < size ? SizeOf(block) : size);
  Free(block);
  return moved;
}

}  // namespace
}  // namespace residua

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_ONLY_GIF
#define STBI_ONLY_BMP
// The longest side that keeps stb_image's own 32-bit products of 16 bits per sample from
// overflowing.
#define STBI_MAX_DIMENSIONS 100000000
#define STBI_MALLOC(size) residua::Allocate(size)
#define STBI_REALLOC(block, size) residua::Reallocate(block, size)
#define STBI_FREE(block) residua::Free(block)
// A broken invariant of stb_image's is an error like any other, never an abort.
#define STBI_ASSERT(condition) \
  ((condition) ? void() : throw residua::Error(residua::ErrorCode::kInternal, #condition))
// Of a JPEG's kernels none but our own is used.
#define STBI_NO_SIMD
#include <stb_image.h>

namespace residua {
namespace {

// Several times what the largest sound picture of this size takes: for a progressive CMYK JPEG 4
// planes of bytes and 4 of coefficients, for an interlaced 16-bit PNG unpacked data, a pass and the
// whole at 8 bytes a pixel each, for any the result; and copies of the file.
std::uint64_t BudgetFor(std::size_t file_bytes, const ImageInfo& info) {
  constexpr std::uint64_t kBytesPerPixel = 48;
  constexpr std::uint64_t kLargestBlock = 32;  // pixels, of a JPEG, to which sides are rounded up
  return (std::uint64_t{1} << 20) + 4 * static_cast<std::uint64_t>(file_bytes) +
         kBytesPerPixel * (static_cast<std::uint64_t>(info.width) + kLargestBlock) *
             (static_cast<std::uint64_t>(info.height) + kLargestBlock);
}

// stb_image's reason for having failed; empty if it has none.
std::string_view Reason() {
  const char* const reason = stbi_failure_reason();
  return reason == nullptr ? std::string_view() : reason;
}

Error Failure(const ImageInfo& info, const BudgetScope& budget) {
  if (budget.exceeded()) {
    return DamagedImage(info.format, "it unpacks to far more than its size needs");
  }
  if (Reason() == "outofmem") {
    return {ErrorCode::kOutOfMemory, "There is not enough memory to decode the image, which has " +
                                         std::to_string(info.width) + " x " +
                                         std::to_string(info.height) + " pixels."};
  }
  return DamagedImage(info.format,
                      Reason().empty() ? "its picture data make no sense" : std::string(Reason()));
}

void RequireSmallEnough(std::span<const std::uint8_t> file) {
  if (file.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max())) return;
  throw Error(ErrorCode::kImageTooLarge, "The file is larger than 2 GB.");
}

void RequireSize(const ImageInfo& info, std::int64_t width, std::int64_t height) {
  if (width == info.width && height == info.height) return;
  throw DamagedImage(info.format, "it says two different sizes of itself");
}

// As stbi_load_from_memory does for files of these kinds. Not called instead, for it also links
// stb_image's own JPEG kernels. Null where stb_image fails.
std::uint8_t* Load(stbi__context* source, ImageFormat format, int* width, int* height,
                   int* stored_channels, int channels) {
  stbi__result_info layout{.bits_per_channel = 8};
  void* pixels = nullptr;
  switch (format) {
    case ImageFormat::kPng:
      pixels = stbi__png_load(source, width, height, stored_channels, channels, &layout);
      break;
    case ImageFormat::kGif:
      pixels = stbi__gif_load(source, width, height, stored_channels, channels, &layout);
      break;
    case ImageFormat::kBmp:
      pixels = stbi__bmp_load(source, width, height, stored_channels, channels, &layout);
      break;
    case ImageFormat::kJpeg:
      break;
  }
  if (pixels == nullptr || layout.bits_per_channel == 8) {
    return static_cast<std::uint8_t*>(pixels);
  }
  return stbi__convert_16_to_8(static_cast<std::uint16_t*>(pixels), *width, *height,
                               channels == 0 ? *stored_channels : channels);
}

// stb_image's state while it decodes a JPEG; frees what it has left.
struct JpegState : stbi__jpeg {
  explicit JpegState(stbi__context* source) : stbi__jpeg{} {
    s = source;
    stbi__setup_jpeg(this);
    idct_block_kernel = [](std::uint8_t* samples, int stride, std::int16_t* coefficients) {
      InverseDct(samples, stride, coefficients);
    };
  }
  ~JpegState() { stbi__cleanup_jpeg(this); }
  JpegState(const JpegState&) = delete;
  JpegState& operator=(const JpegState&) = delete;
};

// As libjpeg decides: JFIF's mark says YCbCr, else Adobe's mark says it, else the components'
// names.
JpegColors ColorsOf(const stbi__jpeg& jpeg) {
  const int transform = jpeg.app14_color_transform;  // -1 without Adobe's mark
  switch (jpeg.s->img_n) {
    case 1:
      return JpegColors::kGrey;
    case 4:
      return transform == 0 ? JpegColors::kCmyk : JpegColors::kYcck;
    default:
      const bool is_rgb = transform < 0 ? jpeg.rgb == 3 : transform == 0;
      return is_rgb && jpeg.jfif == 0 ? JpegColors::kRgb : JpegColors::kYcc;
  }
}

}  // namespace

void StbDeleter::operator()(std::uint8_t* pixels) const noexcept { stbi_image_free(pixels); }

StbPixels DecodeWithStb(std::span<const std::uint8_t> file, const ImageInfo& info, int channels) {
  RequireSmallEnough(file);
  const BudgetScope budget(BudgetFor(file.size(), info));
  int width = 0;
  int height = 0;
  int stored_channels = 0;
  stbi__context source;
  stbi__start_mem(&source, file.data(), static_cast<int>(file.size()));
  StbPixels pixels(Load(&source, info.format, &width, &height, &stored_channels, channels));
  if (budget.exceeded() || pixels == nullptr) throw Failure(info, budget);
  RequireSize(info, width, height);
  return pixels;
}

JpegPlanes DecodeJpegWithStb(std::span<const std::uint8_t> file, const ImageInfo& info) {
  RequireSmallEnough(file);
  const BudgetScope budget(BudgetFor(file.size(), info));
  stbi__context source;
  stbi__start_mem(&source, file.data(), static_cast<int>(file.size()));
  source.img_n = 0;  // components to be freed so far
  const auto jpeg = std::make_unique<JpegState>(&source);
  stbi__g_failure_reason = nullptr;
  const bool decoded = stbi__decode_jpeg_image(jpeg.get()) != 0;
  // Of a file whose later segments are damaged stb_image returns what it has, and a reason.
  if (budget.exceeded() || !decoded || !Reason().empty()) throw Failure(info, budget);
  RequireSize(info, source.img_x, source.img_y);

  JpegPlanes result{.width = info.width, .height = info.height, .colors = ColorsOf(*jpeg)};
  result.planes.reserve(static_cast<std::size_t>(source.img_n));
  for (int i = 0; i < source.img_n; ++i) {
    auto& component = jpeg->img_comp[i];
    result.planes.push_back({
        .memory = StbPixels(static_cast<std::uint8_t*>(std::exchange(component.raw_data, nullptr))),
        .samples = component.data,
        .stride = component.w2,
        .width = component.x,
        .height = component.y,
        .across = jpeg->img_h_max / component.h,
        .down = jpeg->img_v_max / component.v,
    });
  }
  return result;
}

// Here, for it is not visible elsewhere.
bool Inflate(std::span<const std::byte> compressed, std::span<std::byte> to) {
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (compressed.size() > kMost || to.size() > kMost) return false;
  const int size = stbi_zlib_decode_noheader_buffer(
      reinterpret_cast<char*>(to.data()), static_cast<int>(to.size()),
      reinterpret_cast<const char*>(compressed.data()), static_cast<int>(compressed.size()));
  return size >= 0 && static_cast<std::size_t>(size) == to.size();
}

}  // namespace residua
