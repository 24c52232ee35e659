#include "io/pgm.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "io/json_text.h"
#include "io/whitespace.h"

namespace meanflow {
namespace {

/// Reads the numbers of a PGM: its header and, in plain format, its pixels.
class PgmReader {
 public:
  explicit PgmReader(std::string_view bytes) : rest_(bytes.substr(2)) {}

  /// Reads a whole number from `least` to `most`, after whitespace and comments.
  std::string Read(const char* what, int least, int most, int* number) {
    SkipSpaces();
    std::size_t digits = 0;
    *number = 0;
    while (digits < rest_.size() && digits < 9 && rest_[digits] >= '0' && rest_[digits] <= '9') {
      *number = 10 * *number + (rest_[digits++] - '0');
    }
    const std::string_view word = rest_.substr(0, std::max<std::size_t>(digits, 1));
    rest_.remove_prefix(digits);
    const bool ends = rest_.empty() || kWhitespace.find(rest_.front()) != std::string_view::npos ||
                      rest_.front() == '#';
    if (digits > 0 && ends && *number >= least && *number <= most) return "";
    return std::string("PGM: ") + what + ": " + Quoted(word) + " is not a whole number from " +
           std::to_string(least) + " to " + std::to_string(most);
  }

  /// The pixels of a raw picture: one whitespace character follows the header, then bytes.
  std::string_view Raw() { return rest_.empty() ? rest_ : rest_.substr(1); }

 private:
  void SkipSpaces() {
    while (!rest_.empty()) {
      if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (kWhitespace.find(rest_.front()) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  std::string_view rest_;
};

std::uint8_t Shade(int value, int white) {
  return static_cast<std::uint8_t>(255 * std::min(value, white) / white);
}

std::string ReadRawShades(std::string_view raw, int white, std::size_t count,
                          std::vector<std::uint8_t>* shades) {
  const std::size_t bytes = white > 255 ? 2 : 1;
  if (raw.size() < bytes * count) {
    return "PGM: it ends after " + std::to_string(raw.size() / bytes) + " of " +
           std::to_string(count) + " pixels";
  }
  for (std::size_t i = 0; i < count; ++i) {
    int value = static_cast<unsigned char>(raw[bytes * i]);
    if (bytes == 2) value = 256 * value + static_cast<unsigned char>(raw[2 * i + 1]);
    shades->push_back(Shade(value, white));
  }
  return "";
}

}  // namespace

bool IsPgm(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' && (bytes[1] == '2' || bytes[1] == '5') &&
         (kWhitespace.find(bytes[2]) != std::string_view::npos || bytes[2] == '#');
}

std::string ReadPgm(std::string_view bytes, GrayImage* image) {
  if (!IsPgm(bytes)) return "PGM: it does not begin with P2 or P5";
  PgmReader reader(bytes);
  GrayImage result;
  int white = 0;
  std::string error = reader.Read("width", 1, kMaxImportSide, &result.width);
  if (error.empty()) error = reader.Read("height", 1, kMaxImportSide, &result.height);
  if (error.empty()) error = reader.Read("value of white", 1, 65535, &white);
  if (!error.empty()) return error;
  const std::size_t count = static_cast<std::size_t>(result.width) * result.height;
  if (bytes[1] == '5') {
    error = ReadRawShades(reader.Raw(), white, count, &result.shades);
  } else if (bytes.size() < 2 * count) {
    error = "PGM: it is too short for " + std::to_string(count) + " pixels";
  }
  for (std::size_t i = result.shades.size(); error.empty() && i < count; ++i) {
    int value = 0;
    error = reader.Read("pixel", 0, white, &value);
    result.shades.push_back(Shade(value, white));
  }
  if (error.empty()) *image = std::move(result);
  return error;
}

}  // namespace meanflow
