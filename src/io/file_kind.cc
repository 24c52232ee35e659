#include "io/file_kind.h"

#include <algorithm>
#include <cstddef>

#include "io/concat.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

/// What to do with a file that is not read.
enum class Advice { kPage, kConvert, kCells, kText };

/// Bytes by which files of a kind are known.
struct Signature {
  std::size_t offset;
  std::string_view bytes;
  const char* name;
  Advice advice;
};

using namespace std::string_view_literals;

// A kind whose bytes begin those of another comes after it.
constexpr Signature kSignatures[] = {
    {0, "\x89PNG"sv, "a PNG picture", Advice::kPage},
    {0, "\xff\xd8\xff"sv, "a JPEG picture", Advice::kPage},
    {0, "GIF8"sv, "a GIF picture", Advice::kPage},
    {8, "WEBP"sv, "a WebP picture", Advice::kPage},
    {4, "ftypavif"sv, "an AVIF picture", Advice::kPage},
    {0, "\0\0\1\0"sv, "an ICO picture", Advice::kPage},
    {4, "ftyphei"sv, "a HEIC picture", Advice::kConvert},
    {4, "ftypmif1"sv, "a HEIF picture", Advice::kConvert},
    {4, "ftyp"sv, "a video", Advice::kText},
    {0, "II*\0"sv, "a TIFF picture", Advice::kConvert},
    {0, "MM\0*"sv, "a TIFF picture", Advice::kConvert},
    {0, "8BPS"sv, "a Photoshop picture", Advice::kConvert},
    {0, "\xff\x0a"sv, "a JPEG XL picture", Advice::kConvert},
    {4, "JXL "sv, "a JPEG XL picture", Advice::kConvert},
    {4, "jP  "sv, "a JPEG 2000 picture", Advice::kConvert},
    {0, "%PDF"sv, "a PDF", Advice::kText},
    {0, "%!PS"sv, "PostScript", Advice::kText},
    {30, "[Content_Types].xml"sv, "a workbook, such as XLSX", Advice::kCells},
    {30, "mimetypeapplication/vnd.oasis"sv, "a document, such as ODS", Advice::kCells},
    {0, "PK\3\4"sv, "a ZIP archive, such as XLSX, NPZ and PT files are", Advice::kText},
    {0, "\xd0\xcf\x11\xe0"sv, "an old Office document, such as XLS", Advice::kCells},
    {0, "\x1f\x8b"sv, "a gzip archive", Advice::kText},
    {0, "7z\xbc\xaf"sv, "a 7z archive", Advice::kText},
    {0, "\x93NUMPY"sv, "a NumPy array", Advice::kText},
    {0, "\x89HDF"sv, "an HDF5 file", Advice::kText},
    {0, "PAR1"sv, "a Parquet file", Advice::kText},
    {0, "MATLAB 5.0"sv, "a MATLAB file", Advice::kText},
    {0, "{\\rtf"sv, "a document (RTF)", Advice::kText},
    {8, "{\"__metadata__\""sv, "weights (safetensors)", Advice::kText},
};

const char* Text(Advice advice) {
  switch (advice) {
    case Advice::kPage:
      return "the page draws from it; elsewhere convert it to PGM or PPM";
    case Advice::kConvert:
      return "convert it to PNG for the page, to PGM or PPM elsewhere";
    case Advice::kCells:
      return "save its cells as CSV";
    case Advice::kText:
      return "points are read from text such as CSV, and pictures from PGM or PPM";
  }
  return "";
}

std::string Message(const char* name, Advice advice) {
  return Concat({"it is ", name, ": ", Text(advice)});
}

/// Letters do for a BMP only with the size of one of its headers behind them.
bool IsBmp(std::string_view bytes) {
  return bytes.size() > 18 && bytes.starts_with("BM") && bytes.substr(15, 3) == "\0\0\0"sv;
}

/// Whether the beginning of a text has a tag.
bool HasTag(std::string_view text, std::string_view tag) {
  const std::string_view head = text.substr(0, 4096);
  const auto is_same = [](char letter, char lower) { return (letter | 0x20) == (lower | 0x20); };
  return std::search(head.begin(), head.end(), tag.begin(), tag.end(), is_same) != head.end();
}

}  // namespace

std::string ForeignKind(std::string_view bytes) {
  for (const auto& [offset, signature, name, advice] : kSignatures) {
    if (bytes.size() >= offset && bytes.substr(offset).starts_with(signature)) {
      return Message(name, advice);
    }
  }
  if (IsBmp(bytes)) return Message("a BMP picture", Advice::kPage);
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const std::string_view text = Trim(bytes.substr(0, 4096), kWhitespace);
  if (!text.starts_with('<')) return "";
  if (HasTag(text, "<svg")) return Message("an SVG picture", Advice::kPage);
  if (HasTag(text, "<html") || HasTag(text, "<!doctype html")) {
    return Message("a web page", Advice::kText);
  }
  return HasTag(text, "<?xml") ? Message("XML", Advice::kText) : "";
}

}  // namespace meanflow
