#include "io/reference.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "io/state_dict.h"
#include "meanflow/adam.h"

namespace meanflow {
namespace {

constexpr double kDoubleTolerance = 1e-6;
constexpr double kFloatTolerance = 1e-4;
constexpr double kFloatAdamTolerance = 1e-2;

/// The library's values, in the order and layout of Reference.
template <typename Scalar>
struct Results {
  ObjectiveTrace<Scalar> trace;
  double loss = 0;
  Vector<Scalar> gradient;
  std::vector<double> adam_losses;
  Vector<Scalar> adam_parameters;
};

template <typename Scalar>
Results<Scalar> Compute(const Reference& reference) {
  const TrainingPairs<Scalar> pairs{
      reference.pairs.x0.cast<Scalar>(), reference.pairs.x1.cast<Scalar>(),
      reference.pairs.t.cast<Scalar>(), reference.pairs.r.cast<Scalar>()};
  const int batch = pairs.size();
  Objective<Scalar> objective(reference.method, reference.network);
  Results<Scalar> results;
  results.adam_parameters = reference.parameters.cast<Scalar>();
  const Eigen::Index count = results.adam_parameters.size();
  results.gradient.resize(count);
  objective.SetParameters(results.adam_parameters.data());
  results.loss = objective.Evaluate(pairs, batch, results.gradient.data(), &results.trace);

  AdamMomentsOf<Scalar> moments{Vector<Scalar>::Zero(count), Vector<Scalar>::Zero(count)};
  Vector<Scalar> gradient(count);
  for (std::size_t step = 1; step <= reference.adam_losses.size(); ++step) {
    objective.SetParameters(results.adam_parameters.data());
    results.adam_losses.push_back(objective.Evaluate(pairs, batch, gradient.data(), nullptr));
    AdamUpdate(reference.optimizer, static_cast<int>(step), gradient, &moments,
               &results.adam_parameters);
  }
  return results;
}

/// Of a vector or matrix.
template <typename Values>
double LargestMagnitude(const Values& values) {
  const ConstVectorMap<double> all(values.data(), static_cast<Eigen::Index>(values.size()));
  return all.size() == 0 ? 0 : all.cwiseAbs().maxCoeff();
}

template <typename Scalar>
Difference Compare(const Scalar* values, const double* expected, int count, double scale,
                   double tolerance) {
  Difference difference;
  difference.tolerance = tolerance;
  for (int i = 0; i < count; ++i) {
    const double error = std::abs(static_cast<double>(values[i]) - expected[i]);
    // std::max would ignore NaN.
    difference.absolute = std::isnan(error) ? std::numeric_limits<double>::infinity()
                                            : std::max(difference.absolute, error);
  }
  if (difference.absolute > 0) difference.relative = difference.absolute / scale;
  return difference;
}

/// Collects the rows of a comparison.
class Table {
 public:
  /// One row for a whole vector or matrix; differences are relative to `scale`.
  template <typename Doubles, typename Floats>
  void Add(const std::string& quantity, const Doubles& in_double, const Floats& in_float,
           const Doubles& expected, double scale) {
    AddRow(quantity, in_double.data(), in_float.data(), expected.data(),
           static_cast<int>(expected.size()), scale, kFloatTolerance);
  }

  /// One row per tensor of a flat parameter vector.
  void AddTensors(const std::string& prefix, const MlpShape& shape, const Vector<double>& in_double,
                  const Vector<float>& in_float, const Vector<double>& expected,
                  double float_tolerance) {
    const double scale = LargestMagnitude(expected);
    for (const StateDictEntry& entry : StateDictEntries(shape)) {
      AddRow(prefix + entry.name, &in_double[entry.offset], &in_float[entry.offset],
             &expected[entry.offset], entry.size, scale, float_tolerance);
    }
  }

  std::vector<Comparison> TakeRows() { return std::move(rows_); }

 private:
  void AddRow(const std::string& quantity, const double* in_double, const float* in_float,
              const double* expected, int count, double scale, double float_tolerance) {
    rows_.push_back({quantity, count, Compare(in_double, expected, count, scale, kDoubleTolerance),
                     Compare(in_float, expected, count, scale, float_tolerance)});
  }

  std::vector<Comparison> rows_;
};

}  // namespace

std::vector<Comparison> CompareWithReference(const Reference& reference) {
  const Results<double> exact = Compute<double>(reference);
  const Results<float> single = Compute<float>(reference);
  const ObjectiveTrace<double>& expected = reference.trace;
  const double velocity =
      std::max({LargestMagnitude(expected.prediction), LargestMagnitude(expected.tangent),
                LargestMagnitude(expected.dudt), LargestMagnitude(expected.target)});
  Table table;
  table.Add("prediction", exact.trace.prediction, single.trace.prediction, expected.prediction,
            velocity);
  if (reference.method != Method::kFm) {
    if (reference.method != Method::kLsd) {
      table.Add("tangent", exact.trace.tangent, single.trace.tangent, expected.tangent, velocity);
    }
    table.Add("dudt", exact.trace.dudt, single.trace.dudt, expected.dudt, velocity);
  }
  table.Add("target", exact.trace.target, single.trace.target, expected.target, velocity);
  using Floats = std::vector<float>;
  table.Add("loss", std::vector{exact.loss}, Floats{static_cast<float>(single.loss)},
            std::vector{reference.loss}, std::abs(reference.loss));
  const MlpShape shape = ShapeOf(reference.method, reference.network);
  table.AddTensors("gradients.", shape, exact.gradient, single.gradient, reference.gradient,
                   kFloatTolerance);
  table.Add("adam.losses", exact.adam_losses,
            Floats(single.adam_losses.begin(), single.adam_losses.end()), reference.adam_losses,
            LargestMagnitude(reference.adam_losses));
  table.AddTensors("adam.parameters.", shape, exact.adam_parameters, single.adam_parameters,
                   reference.adam_parameters, kFloatAdamTolerance);
  return table.TakeRows();
}

}  // namespace meanflow
