// Reads any text as reference values: refused with a message, or valid for a comparison.
#include "io/reference.h"

#include "meanflow/mlp.h"
#include "require.h"

using namespace meanflow;

namespace {

void CheckShapes(const Reference& reference) {
  const MlpShape shape = ShapeOf(reference.method, reference.network);
  const int parameters = shape.ParameterCount();
  fuzz::Require(reference.parameters.size() == parameters &&
                    reference.gradient.size() == parameters &&
                    reference.adam_parameters.size() == parameters,
                "as many parameters as the network has");
  const Eigen::Index samples = reference.pairs.size();
  fuzz::Require(samples > 0 && reference.pairs.x0.size() == 2 * samples &&
                    reference.pairs.x1.size() == 2 * samples &&
                    reference.pairs.r.size() == samples &&
                    reference.trace.prediction.size() == 2 * samples,
                "as many values as samples");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Reference reference;
  const std::string error = ReadReference({reinterpret_cast<const char*>(data), size}, &reference);
  if (!error.empty()) {
    fuzz::RequireMessage(error);
    fuzz::Require(reference.parameters.size() == 0, "a refused file changes nothing");
    return 0;
  }
  CheckShapes(reference);
  for (const Comparison& row : CompareWithReference(reference)) {
    fuzz::Require(row.values >= 0 && !(row.in_double.relative < 0) && !(row.in_float.relative < 0),
                  "differences are not negative: " + row.quantity);
  }
  return 0;
}
