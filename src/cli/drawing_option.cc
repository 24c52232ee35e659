#include "cli/drawing_option.h"

#include <algorithm>

#include "cli/read_file.h"
#include "io/drawing_import.h"
#include "meanflow/named_densities.h"

namespace meanflow::cli {
namespace {

Field SizeField() {
  Field field;
  field.name = "drawing-size";
  field.minimum = kSmallestDrawing;
  field.maximum = kLargestDrawing;
  field.integer = true;
  return field;
}

}  // namespace

void DrawingOption::Add(CLI::App* command, const std::string& group,
                        FieldOptions<TrainConfig>* fields) {
  fields->Add(command, "--drawing", "drawing", group);
  command
      ->add_option("--drawing-file", path_,
                   "A drawing from a file: points as CSV or JSON, x,y in each row, a PBM, PGM\n"
                   "or PPM picture, or the text of a drawing")
      ->option_text("FILE")
      ->group(group);
  AddFieldOption(command, "--drawing-size", SizeField(),
                 "Cells along a side of a drawing made from a file", ToText(size_), &size_);
  command->get_option("--drawing-size")->group(group);
  command->add_flag("--drawing-light", light_, "The light in a picture is the mass, not the dark")
      ->group(group);
}

std::string DrawingOption::Resolve(FieldOptions<TrainConfig>* fields) const {
  const auto given = fields->given();
  const auto find = [&given](const std::string& name) {
    return std::find_if(given.begin(), given.end(),
                        [&name](const auto& one) { return one.field == name; });
  };
  const bool as_text = find("drawing") != given.end();
  if (!as_text && path_.empty()) return "";
  if (as_text && !path_.empty()) return "--drawing-file: not with --drawing, which is one already";
  const std::string option = as_text ? "--drawing" : "--drawing-file";
  const auto density = find("density");
  if (density == given.end()) {
    fields->Give({"density", option, std::string(kDrawingName)});
  } else if (density->value != FieldValue(std::string(kDrawingName))) {
    return option + ": has no use with --density " + ToText(density->value);
  }
  if (as_text) return "";
  std::string bytes;
  std::string error = ReadFile(path_, &bytes);
  if (!error.empty()) return option + ": " + error;
  Drawing drawing;
  error = ImportDrawing(bytes, static_cast<int>(std::get<double>(size_)),
                        light_ ? Ink::kLight : Ink::kDark, &drawing);
  if (!error.empty()) return option + ": " + InputName(path_) + ": " + error;
  fields->Give({"drawing", option, EncodeDrawing(drawing)});
  return "";
}

}  // namespace meanflow::cli
