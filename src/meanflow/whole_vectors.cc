#include "meanflow/whole_vectors.h"

#include <cmath>
#include <limits>

namespace meanflow {

void Copy(const Vector<float>& from, Vector<float>* to) { *to = from; }

void AddToSum(int lane, const Vector<float>& gradient, float* sum) {
  VectorMap<float> total(sum, gradient.size());
  if (lane == 0) {
    total = gradient;
  } else {
    total += gradient;
  }
}

bool AllFinite(const Vector<float>& values) {
  // Without an early end, so that the loop takes a vector of values at a time.
  int others = 0;
  for (const float value : values) {
    others |= static_cast<int>(!(std::abs(value) <= std::numeric_limits<float>::max()));
  }
  return others == 0;
}

}  // namespace meanflow
