// Reference values of one training step (by PyTorch's autograd), and comparison with the library.
#ifndef MEANFLOW_IO_REFERENCE_H_
#define MEANFLOW_IO_REFERENCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/objective.h"

namespace meanflow {

/// Inputs and expected results of one training step, and of some Adam updates on the same batch.
struct Reference {
  Method method = Method::kFm;
  NetworkConfig network;
  OptimizerConfig optimizer;
  TrainingPairs<double> pairs;
  Vector<double> parameters;        ///< Flat, see mlp.h.
  ObjectiveTrace<double> trace;     ///< Prediction, tangent, dudt and target.
  double loss = 0;                  ///< Mean over samples and both coordinates.
  Vector<double> gradient;          ///< d loss / d parameters, flat.
  std::vector<double> adam_losses;  ///< The loss before each update.
  Vector<double> adam_parameters;   ///< After the last update, flat.
};

/// Reads a reference file. JSON, row-major nested lists; B samples, H = "hidden":
///   method               "fm" | "mf" | "imf" | "lsd"
///   parameters           network.{0,2,...}.weight [out,in] and .bias [out]; their number gives the
///                        depth; linear_path.weight where there is one
///   x0, x1               [B,2] end points at times 0 and 1
///   features             Fourier features of a coordinate; absent for none
///   t, r                 [B,1] anchor time and other end
///   tangent              [B,2] absent for fm and lsd
///   dudt                 [B,2] absent for fm; du/dr for lsd, 0 where r = t
///   prediction, target   [B,2]
///   loss, gradients      a number; as parameters
///   adam                 lr, betas, eps, losses, parameters
/// Other fields are ignored. Returns "" or a message that names the field that is missing or wrong;
/// `reference` is untouched on error.
std::string ReadReference(std::string_view json, Reference* reference);

/// The difference of one quantity in one precision: x are the library's values, y the reference's.
///
/// The relative difference is relative to the largest magnitude of all quantities of its kind, not
/// value by value: a value near zero is a difference of larger ones and has lost their digits. The
/// kinds are velocities (prediction, tangent, dudt, target), all gradients, all parameters after
/// Adam, and the losses.
struct Difference {
  double absolute = 0;   ///< max |x - y| over the quantity's values; infinite when x has a NaN.
  double relative = 0;   ///< absolute / max |y| of the kind; 0 when absolute is 0.
  double tolerance = 0;  ///< Largest accepted `relative`.

  bool Passes() const { return relative <= tolerance; }
};

/// One row of a comparison: "prediction", "gradients.network.0.weight", "adam.losses", ...
struct Comparison {
  std::string quantity;
  int values = 0;
  Difference in_double;
  Difference in_float;
};

/// Computes every quantity of the reference with the library, in double and in float. Tolerances
/// are 1e-6 in double; in float 1e-4, and 1e-2 for the parameters after Adam. Adam's first updates
/// are nearly lr * sign(gradient), and for a gradient near zero that sign is uncertain in float, so
/// that a parameter may move by up to the learning rate either way.
std::vector<Comparison> CompareWithReference(const Reference& reference);

}  // namespace meanflow

#endif  // MEANFLOW_IO_REFERENCE_H_
