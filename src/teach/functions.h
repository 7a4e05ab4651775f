// Exponential and logarithm with identical bits on every machine.
//
// The C library's results differ in the last place between systems, and so would the learned heads.
// These use only operations that IEEE 754 rounds exactly, and are compiled without contraction.

#pragma once

namespace residua::teach {

// e^x within 2 ulp; 0 below -708 and e^709 above 709.
double Exp(double x);

// The natural logarithm of a positive, normal number, within 2 ulp of the larger of its value and
// 1.
double Log(double x);

}  // namespace residua::teach
