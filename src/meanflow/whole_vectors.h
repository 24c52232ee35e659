// Passes over whole vectors of parameters, as each update of a run makes several. They are compiled
// for speed, apart from code that calls them.
#ifndef MEANFLOW_WHOLE_VECTORS_H_
#define MEANFLOW_WHOLE_VECTORS_H_

#include "meanflow/eigen.h"

namespace meanflow {

/// Copies to a vector of any size.
void Copy(const Vector<float>& from, Vector<float>* to);

/// Adds a lane's gradient to the sum of those of the lanes before it (as many values); lane 0
/// begins the sum. Floating-point addition is not associative: lanes are added in their order.
void AddToSum(int lane, const Vector<float>& gradient, float* sum);

/// Whether no value is infinite or not a number.
bool AllFinite(const Vector<float>& values);

}  // namespace meanflow

#endif  // MEANFLOW_WHOLE_VECTORS_H_
