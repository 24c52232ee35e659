// Receipts: what shows that a run was reproduced, to the bit.
#ifndef MEANFLOW_IO_RECEIPT_H_
#define MEANFLOW_IO_RECEIPT_H_

#include <string>
#include <vector>

namespace meanflow {

/// The first 16 hexadecimal digits of the SHA-256 of a network's flat parameters (see mlp.h) as
/// little-endian float32. Equal parameters give equal receipts; others, for all practical purposes,
/// different ones.
std::string Receipt(const std::vector<float>& parameters);

/// The arithmetic of this build: "simd128", "avx2", "avx512", ... Builds of the same arithmetic
/// give the same bits for the same settings. Builds of another sum and round in another order
/// (vectors of another width; multiply and add fused, or not), so their receipts differ although
/// nothing is wrong; only their losses are close.
std::string Arithmetic();

}  // namespace meanflow

#endif  // MEANFLOW_IO_RECEIPT_H_
