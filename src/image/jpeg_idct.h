// The inverse discrete cosine transform of a JPEG's blocks (ITU-T T.81, A.3.3).

#pragma once

#include <cstdint>

namespace residua {

// 8 x 8 coefficients, row by row, and the steps to multiply them by  ->  8 x 8 samples, uint8, at
// `samples` and every `stride` bytes below.
//
// The algorithm of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D DCT algorithms with 11
// multiplications", ICASSP 1989) in integers of the widths that libjpeg-turbo's accurate transform
// has on x86, so that samples are the same to the last bit, also where a damaged file's
// coefficients overflow them.
void InverseDct(std::uint8_t* samples, int stride, const std::int16_t* coefficients,
                const std::uint16_t* steps);

}  // namespace residua
