#include "meanflow/config.h"

#include <cassert>
#include <cmath>
#include <cstdio>
#include <limits>

#include "meanflow/density.h"

namespace meanflow {
namespace {

constexpr double kMaxSeed = std::numeric_limits<std::uint32_t>::max();

Field Integer(std::string name, std::string label, double minimum, double maximum,
              std::string fallback) {
  Field field;
  field.name = std::move(name);
  field.label = std::move(label);
  field.minimum = minimum;
  field.maximum = maximum;
  field.integer = true;
  field.fallback = std::move(fallback);
  return field;
}

Field Real(std::string name, std::string label, double minimum, double maximum,
           std::string fallback) {
  Field field = Integer(std::move(name), std::move(label), minimum, maximum, std::move(fallback));
  field.integer = false;
  return field;
}

Field Choice(std::string name, std::string label, std::vector<std::string> choices,
             std::string fallback) {
  Field field;
  field.name = std::move(name);
  field.label = std::move(label);
  field.choices = std::move(choices);
  field.fallback = std::move(fallback);
  return field;
}

std::vector<Field> MakeFields() {
  std::vector<Field> fields = {
      Choice("method", "Method", {"fm", "mf", "imf"}, "imf"),
      Choice("direction", "Direction", {"reverse", "forward", "forward-as-published"}, "reverse"),
      Choice("density", "Density", DensityNames(), "checkerboard"),
      Integer("cells", "Cells", 1, 32, "4"),
      Real("scale", "Scale", 0.25, 4, "2"),
      Integer("depth", "Depth", 1, 16, "4"),
      Integer("width", "Width", 1, 1024, "128"),
      Real("lr", "Learning rate", 0, 10, "0.003"),
      Real("beta1", "Beta 1", 0, 0.99999, "0.9"),
      Real("beta2", "Beta 2", 0, 0.9999999, "0.999"),
      Real("epsilon", "Epsilon", 0, 1, "1e-8"),
      Integer("batch", "Batch size", kLanes, 65536, "4096"),
      Integer("iterations", "Iterations", 1, 1000000, "5001"),
      Integer("checkpoint_every", "Checkpoint every", 1, 1000000, "1000"),
      Integer("seed", "Seed", 0, kMaxSeed, "0"),
      Integer("steps", "Steps", 1, 1000, "1"),
      Integer("count", "Particles", 1, 200000, "2048"),
  };
  for (Field& field : fields) {
    if (field.name == "lr" || field.name == "epsilon") field.exclusive_minimum = true;
    if (field.name == "batch") field.multiple_of = kLanes;
  }
  return fields;
}

std::string Text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

/// The first message of several checks that is not empty.
std::string FirstOf(std::initializer_list<std::string> messages) {
  for (const std::string& message : messages) {
    if (!message.empty()) return message;
  }
  return "";
}

std::string Check(std::string_view name, double value) {
  return ValidateNumber(FindField(name), value);
}

}  // namespace

const std::vector<Field>& Fields() {
  static const std::vector<Field> fields = MakeFields();
  return fields;
}

const Field& FindField(std::string_view name) {
  for (const Field& field : Fields()) {
    if (field.name == name) return field;
  }
  assert(false && "no such field");
  return Fields().front();
}

std::string Accepts(const Field& field) {
  if (!field.choices.empty()) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < field.choices.size(); ++i) {
      if (i > 0) text += i + 1 == field.choices.size() ? " or " : ", ";
      text += field.choices[i];
    }
    return text;
  }
  std::string text = field.integer ? "a whole number" : "a number";
  text += field.exclusive_minimum ? " above " : " from ";
  text += Text(field.minimum);
  text += field.exclusive_minimum ? " and at most " : " to ";
  text += Text(field.maximum);
  if (field.multiple_of > 1) text += ", a multiple of " + std::to_string(field.multiple_of);
  return text;
}

std::string ValidateNumber(const Field& field, double value) {
  // Written so that NaN fails every comparison and is refused.
  const bool above = field.exclusive_minimum ? value > field.minimum : value >= field.minimum;
  const bool whole = !field.integer || value == std::floor(value);
  const bool multiple = field.multiple_of == 1 || std::fmod(value, field.multiple_of) == 0;
  if (above && value <= field.maximum && whole && multiple) return "";
  return field.name + ": " + Text(value) + " is not " + Accepts(field);
}

std::string ValidateChoice(const Field& field, std::string_view value) {
  for (const std::string& choice : field.choices) {
    if (choice == value) return "";
  }
  return field.name + ": \"" + std::string(value) + "\" is not " + Accepts(field);
}

std::string Validate(const TrainConfig& config) {
  return FirstOf({
      ValidateChoice(FindField("density"), config.density.name),
      Check("cells", config.density.cells),
      Check("scale", config.density.scale),
      Check("depth", config.network.depth),
      Check("width", config.network.width),
      Check("lr", config.optimizer.learning_rate),
      Check("beta1", config.optimizer.beta1),
      Check("beta2", config.optimizer.beta2),
      Check("epsilon", config.optimizer.epsilon),
      Check("batch", config.batch),
      Check("iterations", config.iterations),
      Check("checkpoint_every", config.checkpoint_every),
  });
}

std::string Validate(const SampleConfig& config) {
  return FirstOf({Check("steps", config.steps), Check("count", config.count)});
}

std::string_view Name(Method method) {
  switch (method) {
    case Method::kFm:
      return "fm";
    case Method::kMf:
      return "mf";
    case Method::kImf:
      return "imf";
  }
  return "";
}

std::string_view Name(Direction direction) {
  switch (direction) {
    case Direction::kReverse:
      return "reverse";
    case Direction::kForward:
      return "forward";
    case Direction::kForwardAsPublished:
      return "forward-as-published";
  }
  return "";
}

std::optional<Method> ParseMethod(std::string_view name) {
  for (const Method method : {Method::kFm, Method::kMf, Method::kImf}) {
    if (Name(method) == name) return method;
  }
  return std::nullopt;
}

std::optional<Direction> ParseDirection(std::string_view name) {
  for (const Direction direction :
       {Direction::kReverse, Direction::kForward, Direction::kForwardAsPublished}) {
    if (Name(direction) == name) return direction;
  }
  return std::nullopt;
}

int NetworkInputs(Method method) { return method == Method::kFm ? 3 : 4; }

}  // namespace meanflow
