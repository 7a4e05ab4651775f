#include "image/jpeg_decoder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "image/jpeg_header.h"
#include "image/jpeg_idct.h"
#include "image/jpeg_input.h"
#include "image/jpeg_scan.h"
#include "image/jpeg_smoothing.h"

namespace residua {
namespace {

// Every scan of a progressive file goes over the whole picture, however few bytes it has. Encoders
// write about ten, optimisers a few dozen.
constexpr int kMaxScans = 100;

constexpr std::size_t kBlockSize = 64;  // coefficients, or samples

// Of one component: coefficients of all its blocks, or samples.
struct Store {
  ZeroedBytes memory;
  std::size_t across = 0;  // blocks of a row

  std::int16_t* Coefficients(int x, int y) const {
    const std::size_t index = static_cast<std::size_t>(y) * across + static_cast<std::size_t>(x);
    return reinterpret_cast<std::int16_t*>(memory.get()) + index * kBlockSize;
  }
  std::size_t stride() const { return across * 8; }  // of samples
  std::uint8_t* Samples(int x, int y) const {
    return memory.get() + static_cast<std::size_t>(y) * 8 * stride() +
           static_cast<std::size_t>(x) * 8;
  }
};

// Blocks of a component, those that matter: [left, right) of a row, [top, bottom).
struct Blocks {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  bool Has(int x, int y) const { return x >= left && x < right && y >= top && y < bottom; }
};

// Those that have a sample of the part's pixels, or one beside them for upsampling.
Blocks BlocksOf(const PixelRect& part, const JpegComponent& component, const JpegFrame& frame) {
  const int across = frame.max_across / component.across;
  const int down = frame.max_down / component.down;
  return {.left = std::max(part.x / across - 1, 0) / 8,
          .top = std::max(part.y / down - 1, 0) / 8,
          .right = std::min(((part.x + part.width) / across + 1) / 8 + 1, component.blocks_across),
          .bottom = std::min(((part.y + part.height) / down + 1) / 8 + 1, component.blocks_down)};
}

// 8 x 8 samples, `from_stride` bytes a row, become columns.
void TransposeBlock(const std::uint8_t* from, std::size_t from_stride, std::uint8_t* to,
                    std::size_t to_stride) {
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 8; ++x) to[x * to_stride + y] = from[y * from_stride + x];
  }
}

void Transform(const std::int16_t* coefficients, const JpegQuantiser& quantiser,
               std::uint8_t* samples, std::size_t stride) {
  InverseDct(samples, static_cast<int>(stride), coefficients, quantiser.data());
}

class Decoder {
 public:
  Decoder(std::span<const std::uint8_t> file, bool transposed, const std::optional<PixelRect>& part)
      : input_(file), transposed_(transposed) {
    if (!ReadToScan(input_, header_)) throw DamagedJpeg("it has no picture data");
    RequireEnough(file.size());
    part_ = part.value_or(PixelRect{0, 0, frame().width, frame().height});
    if (part && transposed) {
      part_ = {part->y, part->x, part->height, part->width};
    }
    keeps_coefficients_ = frame().progressive || header_.scan.count < frame().count;
    for (std::size_t i = 0; i < static_cast<std::size_t>(frame().count); ++i) {
      const JpegComponent& component = frame().components[i];
      const auto across = static_cast<std::size_t>(component.padded_across);
      // Samples that come one by one are transposed at once, those of coefficients in the end.
      stores_[i].across = transposed_ && !keeps_coefficients_
                              ? static_cast<std::size_t>(component.padded_down)
                              : across;
      stores_[i].memory =
          MakeZeroedBytes(across * static_cast<std::size_t>(component.padded_down) * kBlockSize *
                          (keeps_coefficients_ ? sizeof(std::int16_t) : 1));
      known_[i].fill(-1);
      needed_[i] = BlocksOf(part_, component, frame());
    }
  }

  JpegPlanes Decode() {
    do {
      if (++scans_ > kMaxScans) {
        throw DamagedJpeg("it has more than " + std::to_string(kMaxScans) + " scans");
      }
      ReadScan();
      // What follows the only scan of a picture does not matter, not even whether it ends there.
    } while (keeps_coefficients_ && ReadToScan(input_, header_));
    if (keeps_coefficients_) input_.RequireWhole();
    JpegPlanes result{.width = frame().width,
                      .height = frame().height,
                      .colors = ColorsOf(header_),
                      .part = part_,
                      .transposed = transposed_};
    if (transposed_) {
      std::swap(result.width, result.height);
      result.part = {part_.y, part_.x, part_.height, part_.width};
    }
    const bool smooth = ShouldSmooth();
    for (std::size_t i = 0; i < static_cast<std::size_t>(frame().count); ++i) {
      const JpegComponent& component = frame().components[i];
      Store& store = stores_[i];
      std::uint8_t* samples = store.memory.get();
      if (keeps_coefficients_) {
        TransformAll(i, smooth);
        if (transposed_) samples = TransposeAll(component, store);
      }
      JpegPlane& plane = result.planes.emplace_back();
      plane = {.samples = samples,
               .memory = std::move(store.memory),
               .stride = static_cast<int>(store.stride()),
               .width = component.width,
               .height = component.height,
               .across = frame().max_across / component.across,
               .down = frame().max_down / component.down};
      if (!transposed_) continue;
      std::swap(plane.width, plane.height);
      std::swap(plane.across, plane.down);
    }
    return result;
  }

 private:
  const JpegFrame& frame() const { return header_.frame; }
  JpegComponent& ComponentOf(const JpegScanComponent& scanned) {
    return header_.frame.components[static_cast<std::size_t>(scanned.index)];
  }

  // The component with the most samples across has one block for 8 x 8 pixels or, since sampling
  // factors go up to 4, at the least for 8 x 32; a block takes one bit or more.
  void RequireEnough(std::size_t bytes) const {
    const std::int64_t pixels = static_cast<std::int64_t>(frame().width) * frame().height;
    if (static_cast<std::int64_t>(bytes) * 8 >= pixels / (8 * 32)) return;
    throw DamagedJpeg("it has too few bytes for its " + std::to_string(frame().width) + " x " +
                      std::to_string(frame().height) + " pixels");
  }

  void KeepQuantisers() {
    for (int i = 0; i < header_.scan.count; ++i) {
      JpegComponent& component = ComponentOf(header_.scan.components[static_cast<std::size_t>(i)]);
      if (component.quantiser) continue;
      const int slot = component.quantiser_slot;
      if (slot > 3 || !header_.quantisers[static_cast<std::size_t>(slot)]) {
        throw DamagedJpeg("a quantisation table is missing");
      }
      component.quantiser = header_.quantisers[static_cast<std::size_t>(slot)];
    }
  }

  // What smoothing must know: how exactly coefficients are known after this scan, and before it.
  void KeepKnownBits() {
    const JpegScan& scan = header_.scan;
    for (int i = 0; i < scan.count; ++i) {
      const auto index =
          static_cast<std::size_t>(scan.components[static_cast<std::size_t>(i)].index);
      JpegKnownBits& known = known_[index];
      known_before_[index] = known;
      if (scans_ <= 1) known_before_[index].fill(0);
      for (int at = scan.first; at <= std::min(scan.last, 9); ++at) {
        known[static_cast<std::size_t>(at)] = scan.low;
      }
    }
  }

  void ReadScan() {
    KeepQuantisers();
    const JpegScan& scan = header_.scan;
    // Which component of the scan a unit's block belongs to, and where it lies in the unit.
    std::array<std::uint8_t, 16> owners = {};
    std::size_t blocks = 0;
    const bool alone = scan.count == 1;
    for (int i = 0; i < scan.count; ++i) {
      const JpegComponent& component = ComponentOf(scan.components[static_cast<std::size_t>(i)]);
      const int count = alone ? 1 : component.across * component.down;
      for (int block = 0; block < count; ++block) owners[blocks++] = static_cast<std::uint8_t>(i);
    }
    const std::unique_ptr<JpegScanDecoder> decoder =
        MakeScanDecoder(input_, header_, std::span(owners).first(blocks));
    if (frame().progressive) KeepKnownBits();

    // A scan of one component has no units: its blocks come row by row.
    const JpegComponent& first = ComponentOf(scan.components[0]);
    const int units_across = alone ? first.blocks_across : frame().units_across;
    const int units_down = alone ? first.blocks_down : frame().units_down;
    std::array<JpegBlock, 16> unit = {};
    alignas(16) std::array<std::int16_t, 16 * kBlockSize> passing;
    for (int y = 0; y < units_down; ++y) {
      for (int x = 0; x < units_across; ++x) {
        if (!decoder->ran_out()) last_good_row_ = alone ? y / first.down : y;
        if (!keeps_coefficients_) {
          std::memset(passing.data(), 0, blocks * kBlockSize * sizeof(std::int16_t));
        }
        std::size_t next = 0;
        ForEachBlock(alone, x, y, [&](std::size_t index, int column, int row) {
          unit[next] = keeps_coefficients_ ? stores_[index].Coefficients(column, row)
                                           : passing.data() + next * kBlockSize;
          ++next;
        });
        decoder->Decode(std::span(unit).first(blocks));
        if (keeps_coefficients_) continue;
        next = 0;
        ForEachBlock(alone, x, y, [&](std::size_t index, int column, int row) {
          const std::int16_t* const block = unit[next++];
          if (!needed_[index].Has(column, row)) return;
          Place(block, *frame().components[index].quantiser, stores_[index], column, row);
        });
      }
    }
  }

  void Place(const std::int16_t* coefficients, const JpegQuantiser& quantiser, const Store& store,
             int x, int y) const {
    if (!transposed_) {
      Transform(coefficients, quantiser, store.Samples(x, y), store.stride());
      return;
    }
    std::array<std::uint8_t, kBlockSize> samples;
    Transform(coefficients, quantiser, samples.data(), 8);
    TransposeBlock(samples.data(), 8, store.Samples(y, x), store.stride());
  }

  // Calls visit(component, column, row) for each block of a unit.
  template <typename Visit>
  void ForEachBlock(bool alone, int x, int y, const Visit& visit) {
    if (alone) return visit(static_cast<std::size_t>(header_.scan.components[0].index), x, y);
    for (int i = 0; i < header_.scan.count; ++i) {
      const auto index =
          static_cast<std::size_t>(header_.scan.components[static_cast<std::size_t>(i)].index);
      const JpegComponent& component = frame().components[index];
      for (int down = 0; down < component.down; ++down) {
        for (int across = 0; across < component.across; ++across) {
          visit(index, x * component.across + across, y * component.down + down);
        }
      }
    }
  }

  // As libjpeg decides: if all means are known at least in part and something else is not.
  bool ShouldSmooth() const {
    if (!frame().progressive) return false;
    bool useful = false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(frame().count); ++i) {
      const JpegComponent& component = frame().components[i];
      if (!component.quantiser || known_[i][0] < 0) return false;
      for (std::size_t at = 0; at < known_[i].size(); ++at) {
        if ((*component.quantiser)[jpeg_zigzag[at]] == 0) return false;
        if (at > 0 && known_[i][at] != 0) useful = true;
      }
    }
    return useful;
  }

  // From coefficients to samples in the same memory, row after row of blocks from the top: samples
  // take half as much, so that they never reach coefficients that are still needed.
  void TransformAll(std::size_t index, bool smooth) {
    const JpegComponent& component = frame().components[index];
    const Store& store = stores_[index];
    // A component that no scan has brought is grey.
    const JpegQuantiser quantiser = component.quantiser.value_or(JpegQuantiser{});
    const std::vector<std::int16_t> means =
        smooth ? MeansOf(component, store) : std::vector<std::int16_t>{};
    std::vector<std::uint8_t> row(store.across * kBlockSize);
    std::array<std::int16_t, kBlockSize> block;
    const Blocks& needed = needed_[index];
    for (int y = needed.top; y < needed.bottom; ++y) {
      const JpegKnownBits& known =
          y / component.down > last_good_row_ && scans_ > 1 ? known_before_[index] : known_[index];
      const JpegNeighbours neighbours =
          smooth ? NeighboursOf(component, means, y) : JpegNeighbours{};
      for (int x = needed.left; x < needed.right; ++x) {
        std::copy_n(store.Coefficients(x, y), kBlockSize, block.begin());
        if (smooth) EstimateCoefficients(neighbours, x, known, quantiser, block.data());
        Transform(block.data(), quantiser, row.data() + static_cast<std::size_t>(x) * 8,
                  store.stride());
      }
      std::copy(row.begin(), row.end(), store.Samples(0, y));
    }
  }

  // Into the memory behind the samples, which take half of what their coefficients did.
  static std::uint8_t* TransposeAll(const JpegComponent& component, Store& store) {
    const auto down = static_cast<std::size_t>(component.padded_down);
    std::uint8_t* const begin = store.memory.get() + store.across * down * kBlockSize;
    for (int y = 0; y < component.blocks_down; ++y) {
      for (int x = 0; x < component.blocks_across; ++x) {
        TransposeBlock(
            store.Samples(x, y), store.stride(),
            begin + (static_cast<std::size_t>(x) * 8 * down + static_cast<std::size_t>(y)) * 8,
            down * 8);
      }
    }
    store.across = down;
    return begin;
  }

  static std::vector<std::int16_t> MeansOf(const JpegComponent& component, const Store& store) {
    std::vector<std::int16_t> means;
    means.reserve(store.across * static_cast<std::size_t>(component.padded_down));
    for (int y = 0; y < component.padded_down; ++y) {
      for (int x = 0; x < component.padded_across; ++x) means.push_back(*store.Coefficients(x, y));
    }
    return means;
  }

  // Which rows libjpeg-turbo 2.1 looks at: where it has not the one it wants, a nearer one. Of the
  // first two rows of units and of the last two it leaves some out that are there.
  JpegNeighbours NeighboursOf(const JpegComponent& component,
                              const std::vector<std::int16_t>& means, int y) const {
    const int unit = y / component.down;
    const bool is_last = unit == frame().units_down - 1;
    const int in_unit = y % component.down;
    const int rows = is_last ? component.blocks_down - unit * component.down : component.down;
    const auto row = [&](int offset) {
      return means.data() + static_cast<std::ptrdiff_t>(y + offset) * component.padded_across;
    };
    const int above = y > 0 ? -1 : 0;
    const int below = !is_last || in_unit < rows - 1 ? 1 : 0;
    const bool has_second_below = unit < frame().units_down - 2 || in_unit < rows - 2;
    return {.rows = {row(unit > 1 || in_unit > 1 ? -2 : above), row(above), row(0), row(below),
                     row(has_second_below ? 2 : below)},
            .columns = component.blocks_across};
  }

  JpegInput input_;
  bool transposed_;
  JpegHeader header_;
  bool keeps_coefficients_ = false;  // scans add to each other
  PixelRect part_;                   // of the file's picture, what is needed
  std::array<Blocks, 4> needed_;
  std::array<Store, 4> stores_;
  int scans_ = 0;
  std::array<JpegKnownBits, 4> known_ = {};
  std::array<JpegKnownBits, 4> known_before_ = {};
  int last_good_row_ = 0;  // of units, the last one that a scan had data for
};

}  // namespace

ImageInfo ReadJpegInfo(std::span<const std::uint8_t> file) {
  JpegInput input(file);
  JpegHeader header;
  if (!ReadToScan(input, header)) {
    throw DamagedJpeg(header.frame.count == 0 ? "it has no frame header"
                                              : "it has no picture data");
  }
  return {.format = ImageFormat::kJpeg,
          .width = header.frame.width,
          .height = header.frame.height,
          .orientation = std::max(header.orientation, 1)};
}

JpegPlanes DecodeJpeg(std::span<const std::uint8_t> file, bool transposed,
                      const std::optional<PixelRect>& part) {
  return Decoder(file, transposed, part).Decode();
}

}  // namespace residua
