// Decodes the coefficients of a JPEG's scan, one interleaved unit after the other (ITU-T T.81,
// annexes F and G).

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "image/jpeg_header.h"
#include "image/jpeg_input.h"

namespace residua {

// 64 coefficients, row by row, not multiplied by their quantiser.
using JpegBlock = std::int16_t*;

// Does as libjpeg does where data are damaged or too short: restart markers that were lost or come
// twice are resynchronised, and units without data stay as they are.
class JpegScanDecoder {
 public:
  virtual ~JpegScanDecoder() = default;

  // The blocks of one unit: for each component of the scan as many as it has in a unit. They hold
  // what earlier scans decoded, or zeros. Throws Error(kInvalidImage) if the file is cut off.
  void Decode(std::span<const JpegBlock> blocks);

  // Whether data have ended too early, so that units stay as they are until the next restart.
  bool ran_out() const { return ran_out_; }

 protected:
  JpegScanDecoder(JpegInput& input, int restart_interval)
      : input_(input), restart_interval_(restart_interval), units_left_(restart_interval) {}

  JpegInput& input_;
  bool ran_out_ = false;

 private:
  virtual void DecodeUnit(std::span<const JpegBlock> blocks) = 0;
  virtual void Restart() = 0;

  int restart_interval_;  // in units; 0 for none
  int units_left_;        // before the next restart marker
  int next_restart_ = 0;
};

// `components` says of each block of a unit which component of the scan it belongs to. Input and
// header must outlive the result. Throws Error(kInvalidImage) if a table is missing or impossible,
// or the scan's coefficients make no sense.
std::unique_ptr<JpegScanDecoder> MakeScanDecoder(JpegInput& input, const JpegHeader& header,
                                                 std::span<const std::uint8_t> components);

}  // namespace residua
