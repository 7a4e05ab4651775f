#include "image/jpeg_scan.h"

#include <cstddef>
#include <optional>

#include "image/jpeg_arithmetic.h"

namespace residua {
namespace {

// What Huffman-coded scans of all kinds have in common.
class HuffmanScan : public JpegScanDecoder {
 protected:
  HuffmanScan(JpegInput& input, const JpegHeader& header, std::span<const std::uint8_t> components)
      : JpegScanDecoder(input, header.restart_interval),
        header_(header),
        components_(components),
        bits_(input) {}

  void Restart() override {
    bits_.Clear();
    previous_dc_.fill(0);
    blocks_to_skip_ = 0;
  }

  // The value of a block's first coefficient.
  int NextDc(std::size_t block) {
    const std::size_t component = components_[block];
    bits_.Fill();
    const int size = dc_tables_[component]->Decode(bits_);
    if (size != 0) previous_dc_[component] += bits_.TakeSigned(size);
    return previous_dc_[component];
  }

  const JpegScan& scan() const { return header_.scan; }

  const JpegHeader& header_;
  std::span<const std::uint8_t> components_;
  JpegBits bits_;
  std::array<std::optional<HuffmanTable>, 4> dc_tables_;  // by component of the scan
  std::array<std::optional<HuffmanTable>, 4> ac_tables_;
  std::array<int, 4> previous_dc_ = {};
  int blocks_to_skip_ = 0;  // which have no further coefficients in this scan
};

const HuffmanCode& CodeOf(const std::array<HuffmanCode, 4>& codes, int slot) {
  if (slot > 3) throw DamagedJpeg("a Huffman table is missing");
  return codes[static_cast<std::size_t>(slot)];
}

// As cameras and browsers do: frames of Motion JPEG leave the usual codes out.
const HuffmanCode& CodeOrStandard(const std::array<HuffmanCode, 4>& codes, int slot,
                                  const HuffmanCode& (*standard)(std::size_t)) {
  const HuffmanCode& code = CodeOf(codes, slot);
  return code.defined || slot > 1 ? code : standard(static_cast<std::size_t>(slot));
}

// Baseline and extended sequential coding. What the scan says of its coefficients is ignored: some
// encoders write zeros there.
class SequentialScan final : public HuffmanScan {
 public:
  SequentialScan(JpegInput& input, const JpegHeader& header,
                 std::span<const std::uint8_t> components)
      : HuffmanScan(input, header, components) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(scan().count); ++i) {
      const JpegScanComponent& component = scan().components[i];
      dc_tables_[i].emplace(CodeOrStandard(header.dc_codes, component.dc_slot, StandardDcCode),
                            true);
      ac_tables_[i].emplace(CodeOrStandard(header.ac_codes, component.ac_slot, StandardAcCode),
                            false);
    }
  }

 private:
  void DecodeUnit(std::span<const JpegBlock> blocks) override {
    if (ran_out_) return;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      blocks[i][0] = static_cast<std::int16_t>(NextDc(i));
      DecodeRest(blocks[i], *ac_tables_[components_[i]]);
    }
    ran_out_ = bits_.RanOut();
  }

  void DecodeRest(JpegBlock block, const HuffmanTable& table) {
    JpegBits bits = bits_;  // in registers
    for (std::size_t at = 1; at < 64; ++at) {
      bits.Fill();
      if (const int found = table.ShortCoefficient(bits)) {
        at += static_cast<std::size_t>(found >> 4 & 15);
        bits.Drop(found & 15);
        block[jpeg_zigzag[at]] = static_cast<std::int16_t>(found >> 8);
        continue;
      }
      const int symbol = table.Decode(bits);
      const int size = symbol & 15;
      at += static_cast<std::size_t>(symbol >> 4);
      if (size != 0) {
        block[jpeg_zigzag[at]] = static_cast<std::int16_t>(bits.TakeSigned(size));
      } else if (symbol != 0xF0) {
        break;
      }
    }
    bits_.Return(bits);
  }
};

// The coefficients of a band that one scan of a progressive file brings, or one bit more of them.
class ProgressiveScan final : public HuffmanScan {
 public:
  ProgressiveScan(JpegInput& input, const JpegHeader& header,
                  std::span<const std::uint8_t> components)
      : HuffmanScan(input, header, components) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(scan().count); ++i) {
      const JpegScanComponent& component = scan().components[i];
      if (scan().first != 0) {
        ac_tables_[i].emplace(CodeOf(header.ac_codes, component.ac_slot), false);
      } else if (scan().high == 0) {
        dc_tables_[i].emplace(CodeOf(header.dc_codes, component.dc_slot), true);
      }
    }
  }

 private:
  void DecodeUnit(std::span<const JpegBlock> blocks) override {
    if (scan().first == 0 && scan().high != 0) {
      RefineDc(blocks);
    } else if (ran_out_) {
      return;
    } else if (scan().first == 0) {
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        blocks[i][0] = static_cast<std::int16_t>(static_cast<unsigned>(NextDc(i)) << scan().low);
      }
    } else if (scan().high == 0) {
      FirstBits(blocks[0]);
    } else {
      Refine(blocks[0]);
    }
    if (bits_.RanOut()) ran_out_ = true;
  }

  void RefineDc(std::span<const JpegBlock> blocks) {
    for (const JpegBlock block : blocks) {
      bits_.Fill();
      if (bits_.Take(1) != 0) block[0] = static_cast<std::int16_t>(block[0] | 1 << scan().low);
    }
  }

  // Of this block and further ones whose coefficients have all come: 2^size and as many bits.
  void StartSkipping(int size) {
    blocks_to_skip_ = 1 << size;
    if (size != 0) blocks_to_skip_ += bits_.Take(size);
  }

  void FirstBits(JpegBlock block) {
    if (blocks_to_skip_ > 0) {
      --blocks_to_skip_;
      return;
    }
    const HuffmanTable& table = *ac_tables_[0];
    for (int at = scan().first; at <= scan().last; ++at) {
      bits_.Fill();
      const int symbol = table.Decode(bits_);
      const int size = symbol & 15;
      const int zeros = symbol >> 4;
      if (size != 0) {
        at += zeros;
        const auto value = static_cast<unsigned>(bits_.TakeSigned(size));
        block[jpeg_zigzag[static_cast<std::size_t>(at)]] =
            static_cast<std::int16_t>(value << scan().low);
      } else if (zeros == 15) {
        at += 15;
      } else {
        StartSkipping(zeros);
        --blocks_to_skip_;
        return;
      }
    }
  }

  // A bit more of a coefficient that is known already.
  void RefineOne(std::int16_t& coefficient) {
    bits_.Fill();
    const int bit = 1 << scan().low;
    if (bits_.Take(1) == 0 || (coefficient & bit) != 0) return;
    coefficient = static_cast<std::int16_t>(coefficient + (coefficient >= 0 ? bit : -bit));
  }

  void Refine(JpegBlock block) {
    const auto coefficient = [&](int at) -> std::int16_t& {
      return block[jpeg_zigzag[static_cast<std::size_t>(at)]];
    };
    int at = scan().first;
    for (; blocks_to_skip_ == 0 && at <= scan().last; ++at) {
      bits_.Fill();
      const int symbol = ac_tables_[0]->Decode(bits_);
      int zeros = symbol >> 4;
      int added = 0;
      if ((symbol & 15) != 0) {
        added = bits_.Take(1) != 0 ? 1 << scan().low : -(1 << scan().low);
      } else if (zeros != 15) {
        StartSkipping(zeros);
        break;
      }
      for (; at <= scan().last; ++at) {
        if (coefficient(at) != 0) {
          RefineOne(coefficient(at));
        } else if (--zeros < 0) {
          break;
        }
      }
      if (added != 0) coefficient(at) = static_cast<std::int16_t>(added);
    }
    if (blocks_to_skip_ == 0) return;
    for (; at <= scan().last; ++at) {
      if (coefficient(at) != 0) RefineOne(coefficient(at));
    }
    --blocks_to_skip_;
  }
};

void RequireProgression(const JpegScan& scan) {
  const bool sound =
      (scan.first == 0 ? scan.last == 0
                       : scan.first <= scan.last && scan.last < 64 && scan.count == 1) &&
      (scan.high == 0 || scan.low == scan.high - 1) && scan.low <= 13;
  if (!sound) throw DamagedJpeg("a scan brings coefficients in an impossible order");
}

}  // namespace

void JpegScanDecoder::Decode(std::span<const JpegBlock> blocks) {
  if (restart_interval_ != 0) {
    if (units_left_ == 0) {
      input_.PassRestart(next_restart_);
      next_restart_ = (next_restart_ + 1) & 7;
      units_left_ = restart_interval_;
      Restart();
      // At a marker that is no restart there are no data: what ran out stays so.
      if (input_.marker() == 0) ran_out_ = false;
    }
    --units_left_;
  }
  DecodeUnit(blocks);
  if (ran_out_) input_.RequireWhole();
}

std::unique_ptr<JpegScanDecoder> MakeScanDecoder(JpegInput& input, const JpegHeader& header,
                                                 std::span<const std::uint8_t> components) {
  if (header.frame.progressive) RequireProgression(header.scan);
  if (header.frame.arithmetic) return MakeArithmeticScan(input, header, components);
  if (header.frame.progressive) return std::make_unique<ProgressiveScan>(input, header, components);
  return std::make_unique<SequentialScan>(input, header, components);
}

}  // namespace residua
