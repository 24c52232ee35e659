// Writes what JavaScript needs of the tables of settings, recipes, methods and densities:
//   tables DIRECTORY
// leaves there tables.js, its types tables.d.ts, and methods.css with the methods' colours.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "meanflow/recipe.h"
#include "meanflow/settings_table.h"
#include "tables/static_types.h"

namespace meanflow {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr char kHeader[] = "Written by the build from the tables in src/meanflow: see src/tables.";

/// Whole numbers without a decimal point.
OrderedJson ToJson(double number) {
  const auto whole = static_cast<std::int64_t>(number);
  return static_cast<double>(whole) == number ? OrderedJson(whole) : OrderedJson(number);
}
OrderedJson ToJson(const std::string& text) { return text; }
OrderedJson ToJson(const FieldValue& value) {
  return std::visit([](const auto& of) { return ToJson(of); }, value);
}

std::string Kind(const Field& field) {
  if (field.IsNumber()) return field.integer ? "integer" : "number";
  return field.check == nullptr ? "choice" : "text";
}

OrderedJson RangeToJson(const Setting& setting) {
  OrderedJson range = OrderedJson::object();
  const Field& field = FindField(setting.name);
  if (field.check != nullptr) {
    range["maximum"] = ToJson(field.maximum);
    range["text"] = field.form;
  } else if (field.IsNumber()) {
    range["minimum"] = ToJson(field.minimum);
    if (field.exclusive_minimum) range["exclusiveMinimum"] = true;
    range["maximum"] = ToJson(field.maximum);
    if (field.multiple_of > 1) range["multipleOf"] = field.multiple_of;
    if (setting.presets[0] != 0) range["presets"] = setting.presets;
  } else {
    auto choices = OrderedJson::array();
    const auto labels = setting.choice_labels();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      choices.push_back({{"value", field.choices()[i]}, {"label", labels[i]}});
    }
    range["choices"] = choices;
  }
  return range;
}

/// The function that makes a row of its cells, so that a page does not repeat their names.
constexpr char kRowFunction[] = R"(
const row = (name, label, kind, fallback, range, section, help, options) => ({
  name,
  label,
  kind,
  default: fallback,
  ...range,
  ...(section && { section, help, restarts: true, ...options }),
});
)";

/// The arguments of that function.
std::string Cells(const Setting& setting) {
  constexpr const char* kSections[] = {"", "problem", "sampling", "training", "sharper", "hidden"};
  OrderedJson cells = {setting.name, setting.label, Kind(FindField(setting.name)),
                       ToJson(DefaultOf(setting.name)), RangeToJson(setting)};
  const Section section = setting.form.section;
  if (section != Section::kNone) {
    cells.push_back(kSections[static_cast<int>(section)]);
    cells.push_back(setting.help);
    OrderedJson options = OrderedJson::object();
    if (!setting.restarts) options["restarts"] = false;
    if (!setting.form.shown || section == Section::kHidden) options["form"] = false;
    if (!options.empty()) cells.push_back(options);
  }
  const std::string text = cells.dump();
  return text.substr(1, text.size() - 2);
}

/// Those that the page has, in the order of its links.
std::vector<const Setting*> PageSettings() {
  std::vector<const Setting*> all;
  for (const Setting& setting : kSettings) {
    if (setting.form.section != Section::kNone) all.push_back(&setting);
  }
  const auto key = [](const Setting* setting) {
    return std::pair(setting->form.section, setting->form.place);
  };
  std::stable_sort(all.begin(), all.end(),
                   [&key](const Setting* a, const Setting* b) { return key(a) < key(b); });
  return all;
}

OrderedJson NamesOf(bool Setting::*role) {
  auto names = OrderedJson::array();
  for (const Setting* setting : PageSettings()) {
    if (setting->*role) names.push_back(setting->name);
  }
  return names;
}

OrderedJson RecipesToJson() {
  auto recipes = OrderedJson::array();
  for (const Recipe& recipe : Recipes()) {
    auto values = OrderedJson::object();
    for (const auto& [name, value] : recipe.values) values[name] = ToJson(value);
    recipes.push_back({{"name", recipe.name},
                       {"label", recipe.label},
                       {"method", Name(recipe.method)},
                       {"values", values}});
  }
  return recipes;
}

OrderedJson MethodStyles() {
  auto styles = OrderedJson::object();
  for (const MethodRow& row : kMethods) {
    const std::string name(row.name);
    styles[name] = {{"label", row.label},
                    {"name", row.full_name},
                    {"color", "--" + name},
                    {"dash", OrderedJson::parse("[" + std::string(row.dash) + "]")}};
  }
  return styles;
}

OrderedJson MethodNames(bool all) {
  auto names = OrderedJson::array();
  for (const MethodRow& row : kMethods) {
    if (all || row.shown) names.push_back(row.name);
  }
  return names;
}

void WriteModule(std::ostream& out) {
  out << "// " << kHeader << "\n\n";
  const auto constant = [&out](const char* name, const OrderedJson& value) {
    out << "export const " << name << " = " << value.dump() << ";\n";
  };
  out << kRowFunction;
  for (const Setting& setting : kSettings) {
    out << "export const " << setting.name << " = /* @__PURE__ */ row(" << Cells(setting) << ");\n";
  }
  out << "\nexport const settings = [";
  for (const Setting* setting : PageSettings()) out << setting->name << ", ";
  out << "];\nexport const trainerSettings = [";
  for (const Setting& setting : kSettings) out << setting.name << ", ";
  out << "];\n";
  constant("recipeSettings", NamesOf(&Setting::recipe));
  constant("exactFlowSettings", NamesOf(&Setting::exact_flow));
  constant("lossFloorSettings", NamesOf(&Setting::loss_floor));
  constant("recipes", RecipesToJson());
  for (const bool all : {true, false}) {
    out << "export const " << (all ? "methods" : "shownMethods") << " = Object.freeze("
        << MethodNames(all).dump() << ");\n";
  }
  constant("methodStyles", MethodStyles());
}

/// The names as a union of string literals.
std::string Union(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    text += text.empty() ? "'" : " | '";
    text += name;
    text += "'";
  }
  return text;
}

/// An optional property with the setting's help as its documentation.
void WriteProperty(const Setting& setting, const std::string& type, std::ostream& out) {
  out << "  /** " << setting.help << " "
      << "Accepts " << Accepts(FindField(setting.name)) << "; default "
      << ToJson(DefaultOf(setting.name)).dump() << ". */\n  " << setting.name << "?: " << type
      << ";\n";
}

void WriteTypes(std::ostream& out) {
  out << "// " << kHeader << "\n\n/**";
  for (const MethodRow& row : kMethods) {
    out << "\n * `" << row.name << "`: " << row.full_name << " (" << row.label << ").";
  }
  out << "\n */\nexport type Method = " << Union(Names<Method>()) << ";\n";
  out << "\n/**\n * Where data sits in time: at 0 (`reverse`), at 1 (`forward`), or at 1 with the "
         "tutorial's anchor.\n */\nexport type Direction = "
      << Union(Names<Direction>()) << ";\n";
  out << "\n/**\n * Settings of a run, shared by all methods. Every key is optional. The result of "
         "a run is a pure function of these.\n */\nexport interface Settings {\n";
  for (const Setting& setting : kSettings) {
    const std::string_view name = setting.name;
    if (name == "method" || !HasField<TrainConfig>(name)) continue;
    const std::string type = FindField(name).IsNumber() ? "number" : "string";
    WriteProperty(setting, name == "direction" ? "Direction" : type, out);
  }
  out << "}\n\n/** Attributes of `<mean-flow>` that are settings. */\n"
         "export interface SettingAttributes {\n";
  for (const Setting* setting : PageSettings()) {
    const auto choices = FindField(setting->name).choices();
    WriteProperty(*setting, choices.empty() ? "string" : Union(choices), out);
  }
  out << "}\n" << kStaticTypes;
  for (const Setting& setting : kSettings) {
    out << "export const " << setting.name << ": TrainerSetting;\n";
  }
}

void WriteColors(std::ostream& out) {
  out << ":host {\n";  // Without a comment: the page has it as it is.
  for (const MethodRow& row : kMethods) {
    out << "  --" << row.name << ": light-dark(" << row.color.light << ", " << row.color.dark
        << ");\n";
  }
  out << "}\n";
}

/// Whether the file was written.
bool Write(const std::string& path, void (*write)(std::ostream&)) {
  std::ofstream file(path);
  write(file);
  file.close();
  if (!file) std::cerr << path << " cannot be written\n";
  return static_cast<bool>(file);
}

}  // namespace
}  // namespace meanflow

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "tables DIRECTORY\n";
    return 2;
  }
  const std::string directory = argv[1];
  const bool written = meanflow::Write(directory + "/tables.js", &meanflow::WriteModule) &&
                       meanflow::Write(directory + "/tables.d.ts", &meanflow::WriteTypes) &&
                       meanflow::Write(directory + "/methods.css", &meanflow::WriteColors);
  return written ? 0 : 1;
}
