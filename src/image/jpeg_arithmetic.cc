#include "image/jpeg_arithmetic.h"

#include <array>
#include <cstddef>

namespace residua {
namespace {

// A statistics entry: the state of the estimation below, with the more probable symbol in the
// highest bit.
using Statistic = std::uint8_t;

// T.81, table D.3: the probability of the less probable symbol, the next states for it and for the
// more probable one, and whether the symbols swap after the less probable one.
struct Estimation {
  std::uint16_t probability;
  std::uint8_t after_less;
  std::uint8_t after_more;
  bool exchange;
};

constexpr std::uint8_t kFixed = 113;  // a fixed state: equal probabilities

constexpr std::array<Estimation, 114> kEstimations = {{
    {0x5A1D, 1, 1, true},      {0x2586, 14, 2, false},    {0x1114, 16, 3, false},
    {0x080B, 18, 4, false},    {0x03D8, 20, 5, false},    {0x01DA, 23, 6, false},
    {0x00E5, 25, 7, false},    {0x006F, 28, 8, false},    {0x0036, 30, 9, false},
    {0x001A, 33, 10, false},   {0x000D, 35, 11, false},   {0x0006, 9, 12, false},
    {0x0003, 10, 13, false},   {0x0001, 12, 13, false},   {0x5A7F, 15, 15, true},
    {0x3F25, 36, 16, false},   {0x2CF2, 38, 17, false},   {0x207C, 39, 18, false},
    {0x17B9, 40, 19, false},   {0x1182, 42, 20, false},   {0x0CEF, 43, 21, false},
    {0x09A1, 45, 22, false},   {0x072F, 46, 23, false},   {0x055C, 48, 24, false},
    {0x0406, 49, 25, false},   {0x0303, 51, 26, false},   {0x0240, 52, 27, false},
    {0x01B1, 54, 28, false},   {0x0144, 56, 29, false},   {0x00F5, 57, 30, false},
    {0x00B7, 59, 31, false},   {0x008A, 60, 32, false},   {0x0068, 62, 33, false},
    {0x004E, 63, 34, false},   {0x003B, 32, 35, false},   {0x002C, 33, 9, false},
    {0x5AE1, 37, 37, true},    {0x484C, 64, 38, false},   {0x3A0D, 65, 39, false},
    {0x2EF1, 67, 40, false},   {0x261F, 68, 41, false},   {0x1F33, 69, 42, false},
    {0x19A8, 70, 43, false},   {0x1518, 72, 44, false},   {0x1177, 73, 45, false},
    {0x0E74, 74, 46, false},   {0x0BFB, 75, 47, false},   {0x09F8, 77, 48, false},
    {0x0861, 78, 49, false},   {0x0706, 79, 50, false},   {0x05CD, 48, 51, false},
    {0x04DE, 50, 52, false},   {0x040F, 50, 53, false},   {0x0363, 51, 54, false},
    {0x02D4, 52, 55, false},   {0x025C, 53, 56, false},   {0x01F8, 54, 57, false},
    {0x01A4, 55, 58, false},   {0x0160, 56, 59, false},   {0x0125, 57, 60, false},
    {0x00F6, 58, 61, false},   {0x00CB, 59, 62, false},   {0x00AB, 61, 63, false},
    {0x008F, 61, 32, false},   {0x5B12, 65, 65, true},    {0x4D04, 80, 66, false},
    {0x412C, 81, 67, false},   {0x37D8, 82, 68, false},   {0x2FE8, 83, 69, false},
    {0x293C, 84, 70, false},   {0x2379, 86, 71, false},   {0x1EDF, 87, 72, false},
    {0x1AA9, 87, 73, false},   {0x174E, 72, 74, false},   {0x1424, 72, 75, false},
    {0x119C, 74, 76, false},   {0x0F6B, 74, 77, false},   {0x0D51, 75, 78, false},
    {0x0BB6, 77, 79, false},   {0x0A40, 77, 48, false},   {0x5832, 80, 81, true},
    {0x4D1C, 88, 82, false},   {0x438E, 89, 83, false},   {0x3BDD, 90, 84, false},
    {0x34EE, 91, 85, false},   {0x2EAE, 92, 86, false},   {0x299A, 93, 87, false},
    {0x2516, 86, 71, false},   {0x5570, 88, 89, true},    {0x4CA9, 95, 90, false},
    {0x44D9, 96, 91, false},   {0x3E22, 97, 92, false},   {0x3824, 99, 93, false},
    {0x32B4, 99, 94, false},   {0x2E17, 93, 86, false},   {0x56A8, 95, 96, true},
    {0x4F46, 101, 97, false},  {0x47E5, 102, 98, false},  {0x41CF, 103, 99, false},
    {0x3C3D, 104, 100, false}, {0x375E, 99, 93, false},   {0x5231, 105, 102, false},
    {0x4C0F, 106, 103, false}, {0x4639, 107, 104, false}, {0x415E, 103, 99, false},
    {0x5627, 105, 106, true},  {0x50E7, 108, 107, false}, {0x4B85, 109, 103, false},
    {0x5597, 110, 109, false}, {0x504F, 111, 107, false}, {0x5A10, 110, 111, true},
    {0x5522, 112, 109, false}, {0x59EB, 112, 111, true},  {0x5A1D, 113, 113, false},
}};

// Binary decisions, in order. After a marker the data continues with zeros, which is valid.
class ArithmeticBits {
 public:
  explicit ArithmeticBits(JpegInput& input) : input_(input) {}

  void Clear() {
    code_ = 0;
    interval_ = 0;
    shift_ = -16;
  }

  bool Decide(Statistic& statistic) {
    while (interval_ < 0x8000) {
      --shift_;
      if (shift_ < 0) {
        code_ = code_ << 8 | NextByte();
        shift_ += 8;
        // The first two bytes begin the interval.
        if (shift_ < 0) {
          ++shift_;
          if (shift_ == 0) interval_ = 0x8000;
        }
      }
      interval_ <<= 1;
    }
    const Estimation& estimation = kEstimations[statistic & 0x7F];
    const bool more = (statistic & 0x80) != 0;
    interval_ -= estimation.probability;
    const std::uint32_t bound = interval_ << (shift_ & 7);  // 0 to 7 unchanged
    const bool upper = code_ >= bound;
    if (!upper && interval_ >= 0x8000) return more;
    // The interval of the less probable symbol may be the larger one.
    const bool is_less = upper != (interval_ < estimation.probability);
    if (upper) {
      code_ -= bound;
      interval_ = estimation.probability;
    }
    const std::uint8_t symbol = statistic & 0x80;
    if (!is_less) {
      statistic = symbol | estimation.after_more;
      return more;
    }
    statistic = static_cast<Statistic>((estimation.exchange ? symbol ^ 0x80 : symbol) |
                                       estimation.after_less);
    return !more;
  }

 private:
  std::uint8_t NextByte() {
    if (input_.marker() != 0) return 0;
    std::uint8_t byte = input_.Byte();
    if (byte != 0xFF) return byte;
    do {
      byte = input_.Byte();
    } while (byte == 0xFF);
    if (byte == 0) return 0xFF;
    input_.SetMarker(byte);
    return 0;
  }

  JpegInput& input_;
  std::uint32_t code_ = 0;
  std::uint32_t interval_ = 0;
  int shift_ = -16;
};

class ArithmeticScan final : public JpegScanDecoder {
 public:
  ArithmeticScan(JpegInput& input, const JpegHeader& header,
                 std::span<const std::uint8_t> components)
      : JpegScanDecoder(input, header.restart_interval),
        header_(header),
        components_(components),
        bits_(input) {}

 private:
  using Slot = std::size_t;

  const JpegScan& scan() const { return header_.scan; }

  void Restart() override {
    bits_.Clear();
    for (const JpegScanComponent& component : scan().components) {
      dc_[static_cast<Slot>(component.dc_slot)].fill(0);
      ac_[static_cast<Slot>(component.ac_slot)].fill(0);
    }
    previous_dc_.fill(0);
    dc_context_.fill(0);
    damaged_ = false;
  }

  bool Even() {
    fixed_ = kFixed;
    return bits_.Decide(fixed_);
  }

  void DecodeUnit(std::span<const JpegBlock> blocks) override {
    const bool progressive = header_.frame.progressive;
    if (progressive && scan().first == 0 && scan().high != 0) {
      for (const JpegBlock block : blocks) {
        if (Even()) block[0] = static_cast<std::int16_t>(block[0] | 1 << scan().low);
      }
      return;
    }
    const bool has_dc = !progressive || scan().first == 0;
    const bool has_ac = !progressive || scan().first != 0;
    for (std::size_t i = 0; i < blocks.size() && !damaged_; ++i) {
      const std::size_t component = components_[i];
      if (has_dc) DecodeDc(blocks[i], component, progressive ? scan().low : 0);
      if (!has_ac || damaged_) continue;
      if (progressive && scan().high != 0) {
        Refine(blocks[i]);
      } else if (progressive) {
        DecodeAc(blocks[i], component, scan().first, scan().last, scan().low);
      } else {
        DecodeAc(blocks[i], component, 1, 63, 0);
      }
    }
  }

  // The lower bits of a number after its size, from the highest (T.81, figure F.24). Numbers are
  // counted from 1.
  int Magnitude(int size, Statistic& statistic, bool negative) {
    int value = size;
    while ((size >>= 1) != 0) {
      if (bits_.Decide(statistic)) value |= size;
    }
    return negative ? -(value + 1) : value + 1;
  }

  // Doubles `size` while the decisions are 1 (T.81, figure F.23). Returns the statistics of the
  // last decision; null if the number is too large.
  Statistic* GrowSize(int& size, Statistic* statistic) {
    for (; bits_.Decide(*statistic); ++statistic) {
      size <<= 1;
      if (size == 0x8000) {
        damaged_ = true;
        return nullptr;
      }
    }
    return statistic;
  }

  void DecodeDc(JpegBlock block, std::size_t component, int low) {
    const auto slot = static_cast<Slot>(scan().components[component].dc_slot);
    Statistic* statistic = &dc_[slot][static_cast<std::size_t>(dc_context_[component])];
    if (!bits_.Decide(statistic[0])) {
      dc_context_[component] = 0;
    } else {
      const bool negative = bits_.Decide(statistic[1]);
      statistic += negative ? 3 : 2;
      int size = bits_.Decide(*statistic) ? 1 : 0;
      if (size != 0) {
        statistic = GrowSize(size, &dc_[slot][20]);
        if (statistic == nullptr) return;
      }
      const int kind = size < (1 << header_.conditioning.dc_low[slot]) >> 1    ? 0
                       : size > (1 << header_.conditioning.dc_high[slot]) >> 1 ? 12
                                                                               : 4;
      dc_context_[component] = kind + (kind != 0 && negative ? 4 : 0);
      previous_dc_[component] += Magnitude(size, statistic[14], negative);
    }
    block[0] = static_cast<std::int16_t>(static_cast<unsigned>(previous_dc_[component]) << low);
  }

  // Three statistics for each coefficient after DC.
  Statistic* StatisticsOf(Slot slot, int at) { return &ac_[slot][static_cast<Slot>(at - 1) * 3]; }

  void DecodeAc(JpegBlock block, std::size_t component, int first, int last, int low) {
    const auto slot = static_cast<Slot>(scan().components[component].ac_slot);
    for (int at = first; at <= last; ++at) {
      if (bits_.Decide(StatisticsOf(slot, at)[0])) return;  // end of block
      while (!bits_.Decide(StatisticsOf(slot, at)[1])) {
        if (++at > last) {
          damaged_ = true;
          return;
        }
      }
      const bool negative = Even();
      Statistic* statistic = StatisticsOf(slot, at) + 2;
      int size = bits_.Decide(*statistic) ? 1 : 0;
      if (size != 0 && bits_.Decide(*statistic)) {
        size = 2;
        statistic = GrowSize(size, &ac_[slot][at <= header_.conditioning.ac[slot] ? 189 : 217]);
        if (statistic == nullptr) return;
      }
      const auto value = static_cast<unsigned>(Magnitude(size, statistic[14], negative));
      block[jpeg_zigzag[static_cast<std::size_t>(at)]] = static_cast<std::int16_t>(value << low);
    }
  }

  void Refine(JpegBlock block) {
    const auto slot = static_cast<Slot>(scan().components[0].ac_slot);
    const auto coefficient = [&](int at) -> std::int16_t& {
      return block[jpeg_zigzag[static_cast<std::size_t>(at)]];
    };
    const int bit = 1 << scan().low;
    int known = scan().last;  // the last coefficient of earlier scans
    while (known > 0 && coefficient(known) == 0) --known;
    for (int at = scan().first; at <= scan().last; ++at) {
      if (at > known && bits_.Decide(StatisticsOf(slot, at)[0])) return;
      for (;; ++at) {
        if (at > scan().last) {
          damaged_ = true;
          return;
        }
        Statistic* const statistic = StatisticsOf(slot, at);
        std::int16_t& value = coefficient(at);
        if (value != 0) {
          if (bits_.Decide(statistic[2]))
            value = static_cast<std::int16_t>(value + (value < 0 ? -bit : bit));
          break;
        }
        if (bits_.Decide(statistic[1])) {
          value = static_cast<std::int16_t>(Even() ? -bit : bit);
          break;
        }
      }
    }
  }

  const JpegHeader& header_;
  std::span<const std::uint8_t> components_;
  ArithmeticBits bits_;
  std::array<std::array<Statistic, 64>, 16> dc_ = {};
  std::array<std::array<Statistic, 256>, 16> ac_ = {};
  std::array<int, 4> previous_dc_ = {};
  std::array<int, 4> dc_context_ = {};
  Statistic fixed_ = kFixed;
  bool damaged_ = false;  // nothing is decoded until the next restart
};

}  // namespace

std::unique_ptr<JpegScanDecoder> MakeArithmeticScan(JpegInput& input, const JpegHeader& header,
                                                    std::span<const std::uint8_t> components) {
  return std::make_unique<ArithmeticScan>(input, header, components);
}

}  // namespace residua
