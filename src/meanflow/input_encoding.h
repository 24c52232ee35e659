// What a network is given of a point and its times: the coordinates, and Fourier features of them.
#ifndef MEANFLOW_INPUT_ENCODING_H_
#define MEANFLOW_INPUT_ENCODING_H_

#include "meanflow/config.h"

namespace meanflow {

/// Most inputs that a network has: (x, y, t, r) and their features.
inline constexpr int kMostInputs = 4 * (1 + 2 * kMostFeatures);

/// The inputs of one sample, for K = network.features:
///   c = (x, y, t) for FM, (x, y, t, r) or (x, y, t, t - r) otherwise,
///   inputs = (c, sin wc, cos wc, sin 2wc, cos 2wc, ..., sin Kwc, cos Kwc),  w = pi/2,
/// sin and cos of every coordinate. The window [-2, 2] is one period (Fourier features: Tancik et
/// al. 2020, arXiv 2006.10739; here with fixed frequencies). Features of coordinates beyond 1000
/// are 0.
template <typename Scalar>
class InputEncoding {
 public:
  InputEncoding(Method method, const NetworkConfig& network);

  /// Values of a sample: D of mlp.h.
  int size() const { return coordinates_ * (1 + 2 * features_); }

  /// Writes the inputs at (x, t, r). `x` has two values; FM ignores r. t - r is rounded once.
  void At(const Scalar* x, double t, double r, Scalar* inputs) const;

  /// Writes their tangent along (x_dot, t_dot, r_dot), given the inputs:
  ///   (c_dot, w cos(wc) c_dot, -w sin(wc) c_dot, ...)
  void Along(const Scalar* x_dot, Scalar t_dot, Scalar r_dot, const Scalar* inputs,
             Scalar* inputs_dot) const;

 private:
  int coordinates_;   // 3 or 4
  int features_;      // K
  bool is_interval_;  // the fourth coordinate is t - r
};

}  // namespace meanflow

#endif  // MEANFLOW_INPUT_ENCODING_H_
