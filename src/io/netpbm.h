// Reader of pictures in the Netpbm formats, as shades of gray.
#ifndef MEANFLOW_IO_NETPBM_H_
#define MEANFLOW_IO_NETPBM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow {

inline constexpr int kMaxImportSide = 32768;                           ///< Pixels along a side.
inline constexpr std::size_t kMaxImportPixels = std::size_t{1} << 25;  ///< Of a picture.

/// A grayscale picture, rows from the top.
struct GrayImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> shades;  ///< 0 is black, 255 is white; width * height.
};

/// Whether the bytes begin like a Netpbm picture.
bool IsNetpbm(std::string_view bytes);

/// Reads a PBM, PGM or PPM, plain (P1, P2, P3) or raw (P4, P5, P6). Colours become their luma of
/// Rec. 709, as on the page (web/drawing/picture.js). Returns "" or a message; `image` is untouched
/// on error.
std::string ReadNetpbm(std::string_view bytes, GrayImage* image);

}  // namespace meanflow

#endif  // MEANFLOW_IO_NETPBM_H_
