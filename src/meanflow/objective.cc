#include "meanflow/objective.h"

#include <algorithm>

#include "meanflow/elementary.h"
#include "meanflow/named_densities.h"

namespace meanflow {
namespace {

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
    : loss_(config.loss),
      network_(ShapeOf(config.method, config.network)),
      tape_(network_.shape(), kTileColumns),
      constant_tape_(network_.shape(), kTileColumns, Recording::kNothing),
      teacher_bound_(static_cast<Scalar>(TeacherBound(config.density))),
      method_(config.method),
      tangent_kind_(TangentOf(config)),
      direction_(config.direction),
      encoding_(config.method, config.network),
      has_equal_(EqualShare(config) > 0) {
  if (method_ == Method::kLsd) {
    jvp_tape_ =
        std::make_unique<Tape<Scalar>>(network_.shape(), kTileColumns, Recording::kTangents);
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
    const Points<Scalar>& data = direction_ == Direction::kReverse ? pairs.x0 : pairs.x1;
    lane_posterior_->SetData(data, pairs.other_data);
  }
  const auto scale = Scalar(1) / static_cast<Scalar>(batch);
  const bool is_lsd = method_ == Method::kLsd;
  double squares = 0;
  for (int first = 0; first < pairs.size(); first += static_cast<int>(tile_.t.size())) {
    const bool equal = first < equal_count_;
    LoadSamples(pairs, first,
                std::min(kTileColumns, (equal ? equal_count_ : pairs.size()) - first));
    if (equal || method_ == Method::kFm) {
      FlowMatching();
    } else if (is_lsd) {
      LagrangianSelfDistillation();
    } else if (tangent_kind_ == Tangent::kNetwork) {
      ImprovedMeanFlow();
    } else {
      MeanFlow();
    }
    squares += Weigh(loss_.adaptive_power > 0 && !(is_lsd && equal), scale);
    if (is_lsd && !equal) {
      const Coordinates residual_dot = tile_.residual.rowwise() * -(tile_.t - tile_.r);
      network_.Backward(tile_.residual, residual_dot, jvp_tape_.get());
    } else {
      network_.Backward(tile_.residual, tile_.residual, &tape_);
    }
    if (trace != nullptr) CopyTrace(first, trace);
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
void Objective<Scalar>::LoadSamples(const TrainingPairs<Scalar>& pairs, int first, int count) {
  auto& [x_t, t, r, v, w, u, dudt, target, residual] = tile_;
  Coordinates x_0(2, count), x_1(2, count);
  t.resize(count);
  r.resize(count);
  for (int j = 0; j < count; ++j) {
    const int i = order_[first + j];
    x_0.col(j) = pairs.x0.col(i);
    x_1.col(j) = pairs.x1.col(i);
    t[j] = pairs.t[i];
    r[j] = pairs.r[i];
  }
  // x_t = t x_1 + (1 - t) x_0,  v = x_1 - x_0
  x_t = x_1.rowwise() * t + x_0.rowwise() * (1 - t);
  v = x_1 - x_0;
  const bool equal = first < equal_count_;
  if (lane_posterior_ && (equal || method_ != Method::kLsd)) UsePosteriorVelocity(pairs, first);
  if (posterior_ && equal && method_ == Method::kLsd) ExactVelocity(x_t, t, &v);
  w = v;
  u.resize(2, count);
  dudt.setZero(2, count);
}

/// Replaces the pairs' own velocities by their posterior means over the iteration's data.
template <typename Scalar>
void Objective<Scalar>::UsePosteriorVelocity(const TrainingPairs<Scalar>& pairs, int first) {
  const bool reverse = direction_ == Direction::kReverse;
  const Points<Scalar>& noise = reverse ? pairs.x1 : pairs.x0;
  for (int j = 0; j < tile_.t.size(); ++j) {
    const int i = order_[first + j];
    const Scalar noise_level = reverse ? tile_.t[j] : 1 - tile_.t[j];
    const auto change = lane_posterior_->VelocityCorrection(i, noise.col(i), noise_level);
    // dx/dt = dx/ds or -dx/ds
    tile_.v.col(j) += (reverse ? 1 : -1) * change;
  }
}

// One function a method, each up to what is to become zero. FM also serves the others where r = t.

template <typename Scalar>
void Objective<Scalar>::FlowMatching() {
  auto& [x_t, t, r, v, w, u, dudt, target, residual] = tile_;
  // u = u(x_t, t)
  network_.Forward(InputsAt(x_t, t, r), &tape_, u);
  // target = v
  target = v;
  // |u - target|^2
  residual = u - target;
}

template <typename Scalar>
void Objective<Scalar>::MeanFlow() {
  auto& [x_t, t, r, v, w, u, dudt, target, residual] = tile_;
  // w = v, or its mean E[v | x_t]
  if (posterior_) ExactVelocity(x_t, t, &w);
  // (u, dudt) = Jvp(u; (x_t, t, r), (w, 1, 0))
  const Inputs& inputs = InputsAt(x_t, t, r);
  network_.Jvp(inputs, InputsAlong(w, 1, 0), &tape_, u, dudt);
  // target = v - (t - r) dudt
  target = v - dudt.rowwise() * (t - r);
  // |u - target|^2
  residual = u - target;
}

template <typename Scalar>
void Objective<Scalar>::ImprovedMeanFlow() {
  auto& [x_t, t, r, v, w, u, dudt, target, residual] = tile_;
  // w = u(x_t, t, t)
  network_.Forward(InputsAt(x_t, t, t), &constant_tape_, w);
  // (u, dudt) = Jvp(u; (x_t, t, r), (w, 1, 0))
  const Inputs& inputs = InputsAt(x_t, t, r);
  network_.Jvp(inputs, InputsAlong(w, 1, 0), &tape_, u, dudt);
  // target = v - (t - r) dudt
  target = v - dudt.rowwise() * (t - r);
  // |u - target|^2
  residual = u - target;
}

template <typename Scalar>
void Objective<Scalar>::LagrangianSelfDistillation() {
  auto& [x_t, t, r, v, w, u, dudr, target, residual] = tile_;
  // (u, dudr) = Jvp(u; (x_t, t, r), (0, 0, 1))
  const Inputs& inputs = InputsAt(x_t, t, r);
  network_.Jvp(inputs, InputsAlong(Coordinates::Zero(2, t.size()), 0, 1), jvp_tape_.get(), u, dudr);
  // X = x_t - (t - r) u
  const Coordinates x_r = x_t - u.rowwise() * (t - r);
  const Times end = t - (t - r);  // r, rounded as x_r is
  // target = u(X, r, r), or E[v | X], within the bound
  target.resize(2, t.size());
  if (posterior_) {
    ExactVelocity(x_r, end, &target);
  } else {
    network_.Forward(InputsAt(x_r, end, end), &constant_tape_, target);
  }
  const auto clamp = [this](Scalar x) { return std::clamp(x, -teacher_bound_, teacher_bound_); };
  target = target.unaryExpr(clamp);
  // |u - (t - r) dudr - target|^2
  residual = u - target - dudr.rowwise() * (t - r);
}

/// The network's inputs.
template <typename Scalar>
auto Objective<Scalar>::InputsAt(const Coordinates& x, const Times& t, const Times& r)
    -> const Inputs& {
  inputs_.resize(encoding_.size(), x.cols());
  for (int j = 0; j < x.cols(); ++j) {
    encoding_.At(x.col(j).data(), t[j], r[j], inputs_.col(j).data());
  }
  return inputs_;
}

/// The tangent of the inputs that InputsAt wrote last, along a tangent of (x, t, r).
template <typename Scalar>
auto Objective<Scalar>::InputsAlong(const Coordinates& x_dot, Scalar t_dot, Scalar r_dot)
    -> const Inputs& {
  inputs_dot_.resize(encoding_.size(), x_dot.cols());
  for (int j = 0; j < x_dot.cols(); ++j) {
    encoding_.Along(x_dot.col(j).data(), t_dot, r_dot, inputs_.col(j).data(),
                    inputs_dot_.col(j).data());
  }
  return inputs_dot_;
}

/// The marginal velocity E[v | x_t = x].
template <typename Scalar>
void Objective<Scalar>::ExactVelocity(const Coordinates& x, const Times& t, Coordinates* velocity) {
  const bool reverse = direction_ == Direction::kReverse;
  for (int j = 0; j < t.size(); ++j) {
    const double noise_level = std::clamp<double>(reverse ? t[j] : 1 - t[j], 0, 1);
    const Point v = posterior_->Mean({x(0, j), x(1, j)}, noise_level).velocity;
    for (int axis = 0; axis < 2; ++axis) {
      (*velocity)(axis, j) = static_cast<Scalar>(reverse ? v[axis] : -v[axis]);
    }
  }
}

/// Returns the sum of the residuals' squares, and makes them d/du of w |residual|^2 / (2 batch).
template <typename Scalar>
double Objective<Scalar>::Weigh(bool adaptive, Scalar scale) {
  double squares = 0;
  for (auto residual : tile_.residual.colwise()) {
    const double x = residual[0];
    const double y = residual[1];
    squares += x * x;
    squares += y * y;
    // w = 1 / (|residual|^2 + c)^p
    const auto w = [&] {
      return Power(x * x + y * y + loss_.adaptive_constant, -loss_.adaptive_power);
    };
    residual *= adaptive ? scale * static_cast<Scalar>(w()) : scale;
  }
  return squares;
}

template <typename Scalar>
void Objective<Scalar>::CopyTrace(int first, ObjectiveTrace<Scalar>* trace) const {
  const auto copy = [&](const Coordinates& from, Points<Scalar>* to) {
    to->resize(2, static_cast<Eigen::Index>(order_.size()));
    for (int j = 0; j < from.cols(); ++j) to->col(order_[first + j]) = from.col(j);
  };
  copy(tile_.u, &trace->prediction);
  copy(tile_.target, &trace->target);
  if (method_ == Method::kFm) return;
  copy(tile_.dudt, &trace->dudt);
  if (method_ != Method::kLsd) copy(tile_.w, &trace->tangent);
}

template class Objective<float>;
template class Objective<double>;

}  // namespace meanflow
