#include "image/stb_decoder.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include "core/error.h"
#include "image/inflate.h"

namespace residua {
namespace {

// Counts the memory allocated by one decoding, against its limit. A PNG of one pixel can contain
// gigabytes of packed zeros, which stb_image would unpack completely.
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

// Each block is preceded by its size; 16 bytes keep the block aligned for SSE2.
constexpr std::size_t kBlockHeader = 16;

std::size_t& SizeOf(void* block) {
  return *reinterpret_cast<std::size_t*>(static_cast<std::uint8_t*>(block) - kBlockHeader);
}

// Zeroed, so that bytes that stb_image does not write are deterministic.
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
#define STBI_ONLY_PNG
#define STBI_ONLY_GIF
#define STBI_ONLY_BMP
// The longest side for which stb_image's 32-bit products do not overflow with 16 bits per sample.
#define STBI_MAX_DIMENSIONS 100000000
#define STBI_MALLOC(size) residua::Allocate(size)
#define STBI_REALLOC(block, size) residua::Reallocate(block, size)
#define STBI_FREE(block) residua::Free(block)
// A broken invariant in stb_image is an error like any other, never an abort.
#define STBI_ASSERT(condition) \
  ((condition) ? void() : throw residua::Error(residua::ErrorCode::kInternal, #condition))
#include <stb_image.h>

namespace residua {
namespace {

// Several times the need of the largest valid image of this size: for an interlaced 16-bit PNG the
// unpacked data, a pass and the whole at 8 bytes per pixel each; for all, the result and copies of
// the file.
std::uint64_t BudgetFor(std::size_t file_bytes, const ImageInfo& info) {
  constexpr std::uint64_t kBytesPerPixel = 48;
  constexpr std::uint64_t kMargin = 32;  // pixels
  return (std::uint64_t{1} << 20) + 4 * static_cast<std::uint64_t>(file_bytes) +
         kBytesPerPixel * (static_cast<std::uint64_t>(info.width) + kMargin) *
             (static_cast<std::uint64_t>(info.height) + kMargin);
}

// stb_image's failure reason; empty if it has none.
std::string_view Reason() {
  const char* const reason = stbi_failure_reason();
  return reason == nullptr ? std::string_view() : reason;
}

Error Failure(const ImageInfo& info, const BudgetScope& budget) {
  if (budget.exceeded()) {
    return DamagedImage(info.format, "it unpacks to far more than its size needs");
  }
  if (Reason() == "outofmem") {
    return TooLittleMemory(info);
  }
  return DamagedImage(info.format, "its picture data is inconsistent");
}

void RequireSmallEnough(std::span<const std::uint8_t> file) {
  if (file.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max())) return;
  throw Error(ErrorCode::kImageTooLarge, "The file is larger than 2 GB.");
}

void RequireSize(const ImageInfo& info, std::int64_t width, std::int64_t height) {
  if (width == info.width && height == info.height) return;
  throw DamagedImage(info.format, "it states two different sizes");
}

// Like stbi_load_from_memory for these formats, without its detection of the format. Null if
// stb_image fails.
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
    case ImageFormat::kWebp:
      break;  // see jpeg_decoder.h and webp_file.h
  }
  if (pixels == nullptr || layout.bits_per_channel == 8) {
    return static_cast<std::uint8_t*>(pixels);
  }
  return stbi__convert_16_to_8(static_cast<std::uint16_t*>(pixels), *width, *height,
                               channels == 0 ? *stored_channels : channels);
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

// Here because it is not visible elsewhere.
bool Inflate(std::span<const std::byte> compressed, std::span<std::byte> to) {
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (compressed.size() > kMost || to.size() > kMost) return false;
  const int size = stbi_zlib_decode_noheader_buffer(
      reinterpret_cast<char*>(to.data()), static_cast<int>(to.size()),
      reinterpret_cast<const char*>(compressed.data()), static_cast<int>(compressed.size()));
  return size >= 0 && static_cast<std::size_t>(size) == to.size();
}

}  // namespace residua
