#include "cli/read_model.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "cli/read_file.h"

namespace meanflow::cli {
namespace {

/// Reads "7,1.25" as the loss of iteration 7.
bool ReadRow(std::string_view row, std::size_t iteration, float* loss) {
  const char* const end = row.data() + row.size();
  std::size_t number = 0;
  const auto first = std::from_chars(row.data(), end, number);
  if (first.ec != std::errc() || number != iteration || first.ptr == end || *first.ptr != ',') {
    return false;
  }
  const auto second = std::from_chars(first.ptr + 1, end, *loss);
  return second.ec == std::errc() && second.ptr == end;
}

}  // namespace

std::string ReadTensors(const std::string& path, TensorFile* file) {
  std::string bytes;
  std::string error = ReadFile(path, &bytes);
  if (!error.empty()) return error;
  error = ReadSafetensors(bytes, file);
  return error.empty() ? "" : InputName(path) + ": " + error;
}

std::string ReadModel(const std::string& path, Model* model) {
  TensorFile file;
  std::string error = ReadTensors(path, &file);
  if (!error.empty()) return error;
  error = ModelFromTensors(file, model);
  return error.empty() ? "" : InputName(path) + ": " + error;
}

std::string ReadLosses(const std::string& path, std::vector<float>* losses) {
  std::string text;
  std::string error = ReadFile(path, &text);
  if (!error.empty()) return error;
  std::vector<float> result;
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);  // as spreadsheets write
  for (std::size_t line = 0; line == 0 || !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');  // A last line without one is truncated.
    std::string_view row = rest.substr(0, end);
    if (row.ends_with('\r')) row.remove_suffix(1);
    float loss = 0;
    if (end == std::string_view::npos ||
        (line == 0 ? row != "iteration,loss" : !ReadRow(row, line, &loss))) {
      const std::string wanted = line == 0 ? "iteration,loss" : std::to_string(line) + ",<loss>";
      std::string message = InputName(path);
      message += ": line " + std::to_string(line + 1);
      message += " is not " + wanted;
      return message;
    }
    if (line > 0) result.push_back(loss);
    rest.remove_prefix(end + 1);
  }
  *losses = std::move(result);
  return "";
}

}  // namespace meanflow::cli
