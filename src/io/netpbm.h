// Reader of grayscale pictures in the Netpbm format PGM.
#ifndef MEANFLOW_IO_PGM_H_
#define MEANFLOW_IO_PGM_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow {

inline constexpr int kMaxImportSide = 4096;  ///< Pixels along a side of a picture.

/// A grayscale picture, rows from the top.
struct GrayImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> shades;  ///< 0 is black, 255 is white; width * height.
};

/// Whether the bytes begin like a PGM.
bool IsPgm(std::string_view bytes);

/// Reads a PGM, plain (P2) or raw (P5). Returns "" or a message; `image` is untouched on error.
std::string ReadPgm(std::string_view bytes, GrayImage* image);

}  // namespace meanflow

#endif  // MEANFLOW_IO_PGM_H_
