// Receipts: short hashes that show whether a run was reproduced bit-identically.
#ifndef MEANFLOW_IO_RECEIPT_H_
#define MEANFLOW_IO_RECEIPT_H_

#include <string>

#include "meanflow/eigen.h"

namespace meanflow {

/// The first 16 hexadecimal digits of the SHA-256 of a network's flat parameters (see mlp.h) as
/// little-endian float32. Equal parameters have equal receipts; different parameters practically
/// never do.
std::string Receipt(const Vector<float>& parameters);

/// The arithmetic of this build, which decides the bits of a run: "fused", where the kernels'
/// multiply-adds are rounded once (x86-64 with FMA, WebAssembly with relaxed SIMD), or "plain",
/// where the product is rounded, too. Builds of one arithmetic give the same bits for the same
/// settings, on every machine; between the two, only losses can be compared. Links made before
/// these two name others, such as "simd128".
std::string Arithmetic();

}  // namespace meanflow

#endif  // MEANFLOW_IO_RECEIPT_H_
