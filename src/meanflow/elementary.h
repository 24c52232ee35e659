// Elementary functions in double, the same bits on every machine: those of C libraries differ by a
// last bit between libraries and versions. They use only operations that IEEE 754 rounds exactly.
// Nothing else in src/meanflow that decides a result calls the C library's.
#ifndef MEANFLOW_ELEMENTARY_H_
#define MEANFLOW_ELEMENTARY_H_

namespace meanflow {

/// e^x, with a relative error below 4e-16; 0 below -745.2 and infinity above 709.8.
double Exp(double x);

/// The natural logarithm, with an error below 4e-16 max(1, |log x|), and relative below 4e-16
/// around 1. -infinity at 0, NaN below.
double Log(double x);

/// With an absolute error below 3e-16 for |x| <= 1000; less exact beyond.
double Sin(double x);
double Cos(double x);

/// The complementary error function 2 / sqrt(pi) times the integral of exp(-y^2) over y > x, with
/// a relative error below 1e-15 (1 + x^2).
double Erfc(double x);

/// 1 - Erfc(x), with an absolute error below 1e-15.
double Erf(double x);

/// base^exponent = e^(exponent log base) for base >= 0, with a relative error below
/// 4e-16 (1 + |exponent log base|). 1 for exponent = 0.
double Power(double base, double exponent);

}  // namespace meanflow

#endif  // MEANFLOW_ELEMENTARY_H_
