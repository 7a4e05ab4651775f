// Arithmetic-coded scans of a JPEG (ITU-T T.81, annex D, F.1.4 and G.1.3).

#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "image/jpeg_scan.h"

namespace residua {

// As MakeScanDecoder, for a frame that is arithmetic-coded.
std::unique_ptr<JpegScanDecoder> MakeArithmeticScan(JpegInput& input, const JpegHeader& header,
                                                    std::span<const std::uint8_t> components);

}  // namespace residua
