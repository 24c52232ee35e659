#include "io/number_text.h"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "io/words.h"

namespace meanflow {
namespace {

constexpr std::string_view kDecimalDigits = "0123456789";
constexpr std::string_view kMinusSign = "\xe2\x88\x92";  // U+2212, as word processors write it.
// Points, commas, apostrophes and blanks; also the bytes of U+00A0, U+2009, U+202F, U+2019 and
// U+2212.
constexpr std::string_view kThousandsMarks = " .,'\xc2\xa0\xe2\x80\x89\xaf\x99\x88\x92";

/// Whether the comma of a number may part its thousands: three digits follow, and one to three that
/// do not begin with 0 precede.
bool MayPartThousands(std::string_view text, std::size_t comma) {
  const std::string_view after = text.substr(comma + 1);
  if (after.size() != 3 || after.find_first_not_of(kDecimalDigits) != std::string_view::npos)
    return false;
  const std::size_t first = text.find_first_of(kDecimalDigits);
  return first < comma && comma - first <= 3 && text[first] != '0';
}

}  // namespace

bool ReadNumber(std::string_view text, DecimalNumber* number) {
  char buffer[64];
  const bool has_minus_sign = text.starts_with(kMinusSign);
  if (has_minus_sign) text.remove_prefix(kMinusSign.size() - 1);  // Its last byte becomes a hyphen.
  if (text.empty() || text.size() >= sizeof buffer) return false;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  if (has_minus_sign) buffer[0] = '-';
  const std::string_view copy(buffer, text.size());
  if (copy.find_first_not_of("0123456789+-.,eE") != std::string_view::npos) return false;
  DecimalMark mark = DecimalMark::kNone;
  const std::size_t comma = copy.find(',');
  if (comma != std::string_view::npos) {
    const bool is_only_mark = copy.find_first_of(".,") == copy.find_last_of(".,");
    if (!is_only_mark || copy.find_first_of(kDecimalDigits, comma) != comma + 1) return false;
    mark = MayPartThousands(copy, comma) ? DecimalMark::kCommaOrThousands : DecimalMark::kComma;
    buffer[comma] = '.';
  } else if (copy.find('.') != std::string_view::npos) {
    mark = DecimalMark::kPoint;
  }
  char* end = nullptr;
  const double value = std::strtod(buffer, &end);
  if (end != buffer + text.size() || !std::isfinite(value)) return false;
  *number = {value, mark};
  return true;
}

bool ResemblesNumber(std::string_view text) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  if (IsOneOf(text.substr(sign), "nan na inf infinity null")) return true;
  bool has_digit = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = Lower(text[i]);
    const bool is_digit = kDecimalDigits.find(letter) != std::string_view::npos;
    // Dates have hyphens between digits.
    const bool is_sign =
        (letter == '-' || letter == '+') && (!has_digit || Lower(text[i - 1]) == 'e');
    const bool is_mark = kThousandsMarks.find(letter) != std::string_view::npos;
    const bool is_exponent = letter == 'e' && has_digit;
    if (!is_digit && !is_sign && !is_mark && !is_exponent) return false;
    has_digit = has_digit || is_digit;
  }
  return has_digit;
}

}  // namespace meanflow
