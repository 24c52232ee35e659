// Command-line options whose names, ranges and defaults come from the table of settings.
#ifndef MEANFLOW_CLI_OPTIONS_H_
#define MEANFLOW_CLI_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "io/field_text.h"
#include "meanflow/config.h"

namespace meanflow::cli {

/// Adds an option that takes what `field` accepts and leaves it in *value when it is given. A wrong
/// value ends the parse with "<option>: <value> is not <accepted range>".
void AddFieldOption(CLI::App* command, const std::string& flags, const Field& field,
                    const std::string& label, const std::string& fallback, FieldValue* value);

/// The same for a setting, with its range and label.
void AddSettingOption(CLI::App* command, const std::string& flags, std::string_view setting,
                      const std::string& fallback, FieldValue* value);

/// The options of a command that are fields of a struct. Config is TrainConfig or SampleConfig.
template <typename Config>
class FieldOptions {
 public:
  /// Adds an option under a heading of the help text: "--hidden,--width" for "width". The default
  /// shown is that of Config itself.
  void Add(CLI::App* command, const std::string& flags, const std::string& field,
           const std::string& group);

  /// A field that was given on the command line, within its range.
  struct Given {
    std::string field;
    std::string option;  ///< The first of its flags.
    FieldValue value;
  };
  std::vector<Given> given() const;

  /// Adds a field that another option stands for, as if it had been given.
  void Give(Given field);

  /// Sets the given fields.
  void Apply(Config* config) const;

 private:
  std::map<std::string, FieldValue> values_;
  std::map<std::string, const CLI::Option*> options_;
  std::vector<Given> indirect_;
};

/// The value as a message shows it: cut when it is long.
std::string Brief(const FieldValue& value);

/// A path as a shell takes it: quoted when it has to be.
std::string ShellQuoted(const std::string& path);

}  // namespace meanflow::cli

#endif  // MEANFLOW_CLI_OPTIONS_H_
