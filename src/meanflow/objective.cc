#include "meanflow/objective.h"

#include <algorithm>
#include <cmath>

namespace meanflow {
namespace {

/// Samples evaluated together. Their activations and the weights fit in an L2 cache of 512 KB at
/// the default width.
constexpr int kTileColumns = 64;

TrainConfig DefaultConfig(Method method, const NetworkConfig& network) {
  TrainConfig config;
  config.method = method;
  config.network = network;
  return config;
}

}  // namespace

double TeacherBound(const DensityConfig& density) { return 4 + density.scale; }

template <typename Scalar>
Objective<Scalar>::Objective(const TrainConfig& config)
    : method_(config.method),
      tangent_kind_(TangentOf(config)),
      direction_(config.direction),
      loss_(config.loss),
      is_interval_(config.method != Method::kFm &&
                   config.network.time_inputs == TimeInputs::kInterval),
      has_equal_(EqualShare(config) > 0),
      teacher_bound_(static_cast<Scalar>(TeacherBound(config.density))),
      network_(ShapeOf(config.method, config.network)),
      tape_(network_.shape(), kTileColumns, config.method == Method::kLsd),
      inputs_(network_.shape().inputs * kTileColumns),
      inputs_dot_(network_.shape().inputs * kTileColumns),
      velocity_(2 * kTileColumns),
      interval_(kTileColumns),
      tangent_(2 * kTileColumns),
      prediction_(2 * kTileColumns),
      dudt_(2 * kTileColumns),
      target_(2 * kTileColumns),
      residual_(2 * kTileColumns),
      residual_dot_(2 * kTileColumns) {
  if (method_ == Method::kLsd) {
    teacher_tape_ = std::make_unique<Tape<Scalar>>(network_.shape(), kTileColumns);
  }
  if (tangent_kind_ == Tangent::kExact) {
    posterior_ = std::make_unique<GridPosterior>(MakeDensity(config.density));
  }
  if (loss_.target == Target::kPosterior)
    lane_posterior_ = std::make_unique<EmpiricalPosterior<Scalar>>();
}

template <typename Scalar>
Objective<Scalar>::Objective(Method method, const NetworkConfig& network)
    : Objective(DefaultConfig(method, network)) {}

template <typename Scalar>
double Objective<Scalar>::Evaluate(const TrainingPairs<Scalar>& pairs, int batch, Scalar* gradient,
                                   ObjectiveTrace<Scalar>* trace) {
  network_.ClearGradient();
  GroupEqualTimes(pairs);
  if (lane_posterior_) {
    lane_posterior_->SetData(direction_ == Direction::kReverse ? pairs.x0 : pairs.x1);
  }
  const auto scale = Scalar(1) / static_cast<Scalar>(batch);
  const bool is_lsd = method_ == Method::kLsd;
  double squares = 0;
  for (int first = 0; first < pairs.size();) {
    const bool equal = first < equal_count_;
    const int count = std::min(kTileColumns, (equal ? equal_count_ : pairs.size()) - first);
    LoadTile(pairs, first, count);
    if (lane_posterior_ && (equal || !is_lsd)) UsePosteriorVelocity(pairs, first, count);
    if (equal || method_ == Method::kFm) {
      PredictVelocity(count);
    } else if (is_lsd) {
      PredictLsd(count);
    } else {
      PredictAverageVelocity(count);
    }
    squares += Residual(count, !(is_lsd && equal), scale);
    if (is_lsd && !equal) {
      network_.BackwardThroughJvp(residual_.data(), residual_dot_.data(), count, &tape_);
    } else {
      network_.Backward(residual_.data(), count, &tape_);
    }
    if (trace != nullptr) CopyTrace(first, count, trace);
    first += count;
  }
  network_.CopyGradient(gradient);
  return squares / (2.0 * batch);
}

/// Puts samples with r = t into tiles of their own, which need no JVP.
template <typename Scalar>
void Objective<Scalar>::GroupEqualTimes(const TrainingPairs<Scalar>& pairs) {
  order_.resize(pairs.size());
  int next = 0;
  const auto append = [&](bool equal) {  // std::stable_partition would allocate
    for (int i = 0; i < pairs.size(); ++i) {
      if ((has_equal_ && pairs.t[i] == pairs.r[i]) == equal) order_[next++] = i;
    }
  };
  append(true);
  equal_count_ = next;
  append(false);
}

template <typename Scalar>
void Objective<Scalar>::LoadTile(const TrainingPairs<Scalar>& pairs, int first, int count) {
  const int rows = network_.shape().inputs;
  for (int j = 0; j < count; ++j) {
    const int i = order_[first + j];
    const Scalar t = pairs.t[i];
    Scalar* input = &inputs_[j * rows];
    for (int axis = 0; axis < 2; ++axis) {
      const Scalar x0 = pairs.x0[2 * i + axis];
      const Scalar x1 = pairs.x1[2 * i + axis];
      input[axis] = t * x1 + (1 - t) * x0;
      velocity_[2 * j + axis] = x1 - x0;
    }
    input[2] = t;
    interval_[j] = t - pairs.r[i];
    if (rows == 4) input[3] = is_interval_ ? interval_[j] : pairs.r[i];
  }
}

/// Replaces the pairs' own velocities by their posterior means over the lane's pairs.
template <typename Scalar>
void Objective<Scalar>::UsePosteriorVelocity(const TrainingPairs<Scalar>& pairs, int first,
                                             int count) {
  const bool reverse = direction_ == Direction::kReverse;
  const std::vector<Scalar>& noise = reverse ? pairs.x1 : pairs.x0;
  for (int j = 0; j < count; ++j) {
    const int i = order_[first + j];
    const Scalar noise_level = reverse ? pairs.t[i] : 1 - pairs.t[i];
    const auto change =
        lane_posterior_->VelocityCorrection(i, {noise[2 * i], noise[2 * i + 1]}, noise_level);
    for (int axis = 0; axis < 2; ++axis) {
      velocity_[2 * j + axis] += reverse ? change[axis] : -change[axis];
    }
  }
}

/// Sets the last two rows of the input tangent from those of t and r.
template <typename Scalar>
void Objective<Scalar>::LoadTimeTangents(int count, Scalar t_dot, Scalar r_dot) {
  for (int j = 0; j < count; ++j) {
    inputs_dot_[4 * j + 2] = t_dot;
    inputs_dot_[4 * j + 3] = is_interval_ ? t_dot - r_dot : r_dot;
  }
}

/// Regresses v(x_t, t), or u(x_t, t, t), on the velocity.
template <typename Scalar>
void Objective<Scalar>::PredictVelocity(int count) {
  network_.Forward(inputs_.data(), count, &tape_, prediction_.data());
  std::copy_n(velocity_.begin(), 2 * count, target_.begin());
  if (method_ == Method::kLsd && tangent_kind_ == Tangent::kExact) {
    ExactVelocity(inputs_, count, &target_);
  }
  std::copy_n(target_.begin(), 2 * count, tangent_.begin());
  std::fill_n(dudt_.begin(), 2 * count, Scalar(0));
}

/// MF and iMF: regresses u(x_t, t, r) on v - (t - r) du/dt.
template <typename Scalar>
void Objective<Scalar>::PredictAverageVelocity(int count) {
  std::copy_n(velocity_.begin(), 2 * count, tangent_.begin());
  if (tangent_kind_ == Tangent::kNetwork) {
    inputs_dot_ = inputs_;
    for (int j = 0; j < count; ++j) {  // r = t
      inputs_dot_[4 * j + 3] = is_interval_ ? Scalar(0) : inputs_[4 * j + 2];
    }
    network_.Evaluate(inputs_dot_.data(), count, &tape_, tangent_.data());
  } else if (tangent_kind_ == Tangent::kExact) {
    ExactVelocity(inputs_, count, &tangent_);
  }
  for (int j = 0; j < count; ++j) {
    inputs_dot_[4 * j] = tangent_[2 * j];
    inputs_dot_[4 * j + 1] = tangent_[2 * j + 1];
  }
  LoadTimeTangents(count, 1, 0);
  network_.Jvp(inputs_.data(), inputs_dot_.data(), count, &tape_, prediction_.data(), dudt_.data());
  for (int i = 0; i < 2 * count; ++i) target_[i] = velocity_[i] - interval_[i / 2] * dudt_[i];
}

/// LSD for r != t: regresses u - (t - r) du/dr on the teacher's velocity at the end point X.
template <typename Scalar>
void Objective<Scalar>::PredictLsd(int count) {
  std::fill_n(inputs_dot_.begin(), 4 * count, Scalar(0));
  LoadTimeTangents(count, 0, 1);
  network_.JvpForBackward(inputs_.data(), inputs_dot_.data(), count, &tape_, prediction_.data(),
                          dudt_.data());
  std::vector<Scalar>& arrival = inputs_dot_;  // (X, r, r); the tape has recorded the tangent
  for (int j = 0; j < count; ++j) {
    for (int axis = 0; axis < 2; ++axis) {
      arrival[4 * j + axis] = inputs_[4 * j + axis] - interval_[j] * prediction_[2 * j + axis];
    }
    const Scalar r = inputs_[4 * j + 2] - interval_[j];
    arrival[4 * j + 2] = r;
    arrival[4 * j + 3] = is_interval_ ? Scalar(0) : r;
  }
  if (tangent_kind_ == Tangent::kExact) {
    ExactVelocity(arrival, count, &target_);
  } else {
    network_.Evaluate(arrival.data(), count, teacher_tape_.get(), target_.data());
  }
  for (int i = 0; i < 2 * count; ++i) {
    target_[i] = std::clamp(target_[i], -teacher_bound_, teacher_bound_);
  }
}

/// The marginal velocity at the inputs' x and t.
template <typename Scalar>
void Objective<Scalar>::ExactVelocity(const std::vector<Scalar>& inputs, int count,
                                      std::vector<Scalar>* velocity) {
  const bool reverse = direction_ == Direction::kReverse;
  const int rows = network_.shape().inputs;
  for (int j = 0; j < count; ++j) {
    const Scalar* at = &inputs[j * rows];
    const double noise_level = std::clamp<double>(reverse ? at[2] : 1 - at[2], 0, 1);
    const Point v = posterior_->Mean({at[0], at[1]}, noise_level).velocity;
    for (int axis = 0; axis < 2; ++axis) {
      (*velocity)[2 * j + axis] = static_cast<Scalar>(reverse ? v[axis] : -v[axis]);
    }
  }
}

template <typename Scalar>
double Objective<Scalar>::Residual(int count, bool weigh, Scalar scale) {
  const bool adaptive = weigh && loss_.adaptive_power > 0;
  const Scalar r_span = method_ == Method::kLsd ? 1 : 0;
  double squares = 0;
  for (int j = 0; j < count; ++j) {
    const Scalar span = r_span * interval_[j];
    Scalar difference[2];
    double square = 0;
    for (int axis = 0; axis < 2; ++axis) {
      const int i = 2 * j + axis;
      difference[axis] = prediction_[i] - target_[i];
      if (span != 0) difference[axis] -= span * dudt_[i];
      const double axis_square = static_cast<double>(difference[axis]) * difference[axis];
      square += axis_square;
      squares += axis_square;
    }
    Scalar weight = scale;
    if (adaptive) {
      weight *=
          static_cast<Scalar>(std::pow(square + loss_.adaptive_constant, -loss_.adaptive_power));
    }
    for (int axis = 0; axis < 2; ++axis) {  // d/du of (u - target)^2 / (2 batch)
      residual_[2 * j + axis] = weight * difference[axis];
      residual_dot_[2 * j + axis] = -span * residual_[2 * j + axis];
    }
  }
  return squares;
}

template <typename Scalar>
void Objective<Scalar>::CopyTrace(int first, int count, ObjectiveTrace<Scalar>* trace) const {
  const auto copy = [&](const std::vector<Scalar>& from, std::vector<Scalar>* to) {
    to->resize(2 * order_.size());
    for (int i = 0; i < 2 * count; ++i) (*to)[2 * order_[first + i / 2] + i % 2] = from[i];
  };
  copy(prediction_, &trace->prediction);
  copy(target_, &trace->target);
  if (method_ == Method::kFm) return;
  copy(dudt_, &trace->dudt);
  if (method_ != Method::kLsd) copy(tangent_, &trace->tangent);
}

template class Objective<float>;
template class Objective<double>;

}  // namespace meanflow
