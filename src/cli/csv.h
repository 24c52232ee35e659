// Numbers as text for CSV files.
#ifndef MEANFLOW_CLI_CSV_H_
#define MEANFLOW_CLI_CSV_H_

#include <string>

namespace meanflow::cli {

/// Appends the number with 9 significant digits, enough to read back the same float, whatever the
/// locale.
void AppendNumber(float value, std::string* text);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_CSV_H_
