// Decimal numbers as people and spreadsheets write them.
#ifndef MEANFLOW_IO_NUMBER_TEXT_H_
#define MEANFLOW_IO_NUMBER_TEXT_H_

#include <string_view>

namespace meanflow {

/// What stands before the decimals of a number.
enum class DecimalMark {
  kNone,              ///< It is a whole number.
  kPoint,             ///< "0.5"
  kComma,             ///< "0,5"
  kCommaOrThousands,  ///< "1,500", which may be 1500 as well
};

struct DecimalNumber {
  double value = 0;  ///< With any comma taken as a decimal one.
  DecimalMark mark = DecimalMark::kNone;
};

/// Reads a decimal number, and none of the other forms of strtod ("nan", "0x1p3"). Returns whether
/// the whole text is one.
bool ReadNumber(std::string_view text, DecimalNumber* number);

/// Whether a text that is not such a number was meant as one: "1,234.5", "1 234", "1'234", "nan".
bool ResemblesNumber(std::string_view text);

}  // namespace meanflow

#endif  // MEANFLOW_IO_NUMBER_TEXT_H_
