// Exponential and logarithm that give the same bits on every machine.
//
// The C library's differ between systems in the last place, and so would what is taught. These use
// nothing but operations that IEEE 754 rounds exactly, and are compiled without contraction.

#pragma once

namespace residua::teach {

// e^x within 2 units in the last place; 0 below -708 and e^709 above 709.
double Exp(double x);

// Natural logarithm of a positive, normal number, within 2 units in the last place of the larger of
// it and 1.
double Log(double x);

}  // namespace residua::teach
