#include "io/file_kind.h"

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
    {4, "ftyphei"sv, "a HEIC picture", Advice::kConvert},
    {0, "II*\0"sv, "a TIFF picture", Advice::kConvert},
    {0, "MM\0*"sv, "a TIFF picture", Advice::kConvert},
    {0, "P7\n"sv, "a PAM picture", Advice::kConvert},
    {0, "%PDF"sv, "a PDF", Advice::kText},
    {30, "[Content_Types].xml"sv, "a workbook (XLSX)", Advice::kCells},
    {30, "mimetypeapplication/vnd.oasis"sv, "a document (ODS)", Advice::kCells},
    {0, "PK\3\4"sv, "a ZIP archive", Advice::kText},
    {0, "\xd0\xcf\x11\xe0"sv, "an old workbook (XLS)", Advice::kCells},
    {0, "\x93NUMPY"sv, "a NumPy array", Advice::kText},
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
  const bool is_svg = text.find("<svg") != std::string_view::npos;
  return is_svg ? Message("an SVG picture", Advice::kPage) : Message("HTML or XML", Advice::kText);
}

}  // namespace meanflow
