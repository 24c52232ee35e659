#include "meanflow/input_encoding.h"

#include <cmath>
#include <numbers>

#include "meanflow/elementary.h"

namespace meanflow {
namespace {

constexpr double kFrequency = std::numbers::pi / 2;
constexpr double kFarthest = 1000;  // Sin and Cos are exact up to there

}  // namespace

template <typename Scalar>
InputEncoding<Scalar>::InputEncoding(Method method, const NetworkConfig& network)
    : coordinates_(NetworkCoordinates(method)),
      features_(network.features),
      is_interval_(network.time_inputs == TimeInputs::kInterval) {}

template <typename Scalar>
void InputEncoding<Scalar>::At(const Scalar* x, double t, double r, Scalar* inputs) const {
  inputs[0] = x[0];
  inputs[1] = x[1];
  inputs[2] = static_cast<Scalar>(t);
  if (coordinates_ == 4) inputs[3] = static_cast<Scalar>(is_interval_ ? t - r : r);
  if (features_ == 0) return;
  for (int i = 0; i < coordinates_; ++i) {
    const double angle = kFrequency * static_cast<double>(inputs[i]);
    const bool is_near = std::abs(angle) <= kFarthest;
    const double sin_1 = is_near ? Sin(angle) : 0;
    const double cos_1 = is_near ? Cos(angle) : 0;
    double sin_k = sin_1, cos_k = cos_1;
    Scalar* feature = inputs + coordinates_ + i;
    for (int k = 1;; ++k) {
      feature[0] = static_cast<Scalar>(sin_k);
      feature[coordinates_] = static_cast<Scalar>(cos_k);
      if (k == features_) break;
      feature += 2 * coordinates_;
      // sin (k+1)a = sin ka cos a + cos ka sin a,  cos (k+1)a = cos ka cos a - sin ka sin a
      const double next = sin_k * cos_1 + cos_k * sin_1;
      cos_k = cos_k * cos_1 - sin_k * sin_1;
      sin_k = next;
    }
  }
}

template <typename Scalar>
void InputEncoding<Scalar>::Along(const Scalar* x_dot, Scalar t_dot, Scalar r_dot,
                                  const Scalar* inputs, Scalar* inputs_dot) const {
  inputs_dot[0] = x_dot[0];
  inputs_dot[1] = x_dot[1];
  inputs_dot[2] = t_dot;
  if (coordinates_ == 4) inputs_dot[3] = is_interval_ ? t_dot - r_dot : r_dot;
  for (int k = 1; k <= features_; ++k) {
    const int sin = coordinates_ * (2 * k - 1), cos = sin + coordinates_;
    for (int i = 0; i < coordinates_; ++i) {
      // d sin kwc = kw cos(kwc) dc,  d cos kwc = -kw sin(kwc) dc
      const Scalar angle_dot = static_cast<Scalar>(k * kFrequency) * inputs_dot[i];
      inputs_dot[sin + i] = inputs[cos + i] * angle_dot;
      inputs_dot[cos + i] = -inputs[sin + i] * angle_dot;
    }
  }
}

template class InputEncoding<float>;
template class InputEncoding<double>;

}  // namespace meanflow
