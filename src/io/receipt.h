// Receipts: short hashes that show whether a run was reproduced bit-identically.
#ifndef MEANFLOW_IO_RECEIPT_H_
#define MEANFLOW_IO_RECEIPT_H_

#include <string>
#include <vector>

namespace meanflow {

/// The first 16 hexadecimal digits of the SHA-256 of a network's flat parameters (see mlp.h) as
/// little-endian float32. Equal parameters have equal receipts; different parameters practically
/// never do.
std::string Receipt(const std::vector<float>& parameters);

/// The arithmetic of this build: "simd128", "avx-fma", "avx512-fma", ... Builds of the same
/// arithmetic give the same bits for the same settings. Other builds sum in another order or round
/// differently (vectors of another width; multiply and add fused or not). Their receipts differ,
/// and only their losses are close.
std::string Arithmetic();

}  // namespace meanflow

#endif  // MEANFLOW_IO_RECEIPT_H_
