#include "meanflow/config.h"

#include <cassert>
#include <cmath>
#include <cstdio>
#include <limits>

#include "meanflow/density.h"
#include "meanflow/drawing.h"

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

template <typename Enum>
Field Choice(std::string name, std::string label, Enum fallback) {
  std::vector<std::string> choices;
  for (const Named<Enum>& named : NamedValues<Enum>()) choices.emplace_back(named.name);
  return Choice(std::move(name), std::move(label), std::move(choices), std::string(Name(fallback)));
}

/// What a run without a drawing has is empty.
std::string CheckDrawing(std::string_view text) {
  Drawing ignored;
  return text.empty() ? "" : DecodeDrawing(text, &ignored);
}

Field DrawingField() {
  Field field;
  field.name = "drawing";
  field.label = "Drawing";
  field.maximum = kLongestDrawing;
  field.check = &CheckDrawing;
  field.form = "nothing, or a drawing: its size from 2 to 64, a point, and a letter for each cell";
  return field;
}

std::vector<Field> MakeFields() {
  std::vector<Field> fields = {
      Choice("method", "Method", Method::kImf),
      Choice("direction", "Direction", Direction::kReverse),
      Choice("density", "Density", DensityNames(), "checkerboard"),
      Integer("cells", "Cells", 1, 32, "4"),
      Real("scale", "Scale", 0.25, 4, "2"),
      DrawingField(),
      Integer("depth", "Depth", 1, 16, "4"),
      Integer("width", "Width", 1, 1024, "128"),
      Real("lr", "Learning rate", 0, 10, "0.003"),
      Real("beta1", "Beta 1", 0, 0.99999, "0.9"),
      Real("beta2", "Beta 2", 0, 0.9999999, "0.999"),
      Real("epsilon", "Epsilon", 0, 1, "1e-8"),
      Choice("schedule", "Schedule", Schedule::kConstant),
      Integer("warmup", "Warm-up", 0, 1000000, "0"),
      Real("clip", "Clip gradient at", 0, 1000000, "0"),
      Real("ema", "EMA of weights", 0, 0.99999, "0"),
      Choice("times", "Times", TimeDistribution::kUniform),
      Real("times_mean", "Mean of logit", -5, 5, "-0.4"),
      Real("times_deviation", "Deviation of logit", 0, 5, "1"),
      Real("equal_share", "Share with r = t", 0, 1, "0"),
      Real("start_share", "Share anchored at the noise", 0, 1, "0"),
      Choice("time_inputs", "Network is told", TimeInputs::kEnd),
      Choice("tangent", "Tangent", Tangent::kMethod),
      Choice("target", "Target", Target::kPair),
      Real("adaptive_power", "Adaptive weight p", 0, 2, "0"),
      Real("adaptive_constant", "Adaptive weight c", 0, 1000, "0.001"),
      Integer("batch", "Batch size", kLanes, 65536, "4096"),
      Integer("iterations", "Iterations", 1, 1000000, "5001"),
      Integer("checkpoint_every", "Checkpoint every", 1, 1000000, "1000"),
      Integer("seed", "Seed", 0, kMaxSeed, "0"),
      Integer("steps", "Steps", 1, 1000, "1"),
      Integer("count", "Particles", 1, 200000, "2048"),
  };
  for (Field& field : fields) {
    field.exclusive_minimum = field.name == "lr" || field.name == "epsilon" ||
                              field.name == "times_deviation" || field.name == "adaptive_constant";
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
  if (field.check != nullptr) return field.form;
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

std::string ValidateText(const Field& field, std::string_view value) {
  const std::string error = field.check(value);
  return error.empty() ? "" : field.name + ": " + error;
}

std::string Validate(const DensityConfig& config) {
  const bool lacks_drawing = config.name == kDrawingName && config.drawing.empty();
  return FirstOf({
      ValidateChoice(FindField("density"), config.name),
      Check("cells", config.cells),
      Check("scale", config.scale),
      ValidateText(FindField("drawing"), config.drawing),
      lacks_drawing ? "drawing: the density \"drawing\" needs one, and there is none" : "",
  });
}

std::string Validate(const TrainConfig& config) {
  return FirstOf({
      Validate(config.density),
      Check("depth", config.network.depth),
      Check("width", config.network.width),
      Check("lr", config.optimizer.learning_rate),
      Check("beta1", config.optimizer.beta1),
      Check("beta2", config.optimizer.beta2),
      Check("epsilon", config.optimizer.epsilon),
      Check("warmup", config.optimizer.warmup),
      Check("clip", config.optimizer.clip),
      Check("ema", config.optimizer.ema),
      Check("times_mean", config.times.mean),
      Check("times_deviation", config.times.deviation),
      Check("equal_share", config.times.equal_share),
      Check("start_share", config.times.start_share),
      Check("adaptive_power", config.loss.adaptive_power),
      Check("adaptive_constant", config.loss.adaptive_constant),
      Check("batch", config.batch),
      Check("iterations", config.iterations),
      Check("checkpoint_every", config.checkpoint_every),
  });
}

std::string Validate(const SampleConfig& config) {
  return FirstOf({Check("steps", config.steps), Check("count", config.count)});
}

template <>
const std::vector<Named<Method>>& NamedValues() {
  static const std::vector<Named<Method>> values = {
      {Method::kFm, "fm"}, {Method::kMf, "mf"}, {Method::kImf, "imf"}, {Method::kLsd, "lsd"}};
  return values;
}

template <>
const std::vector<Named<Direction>>& NamedValues() {
  static const std::vector<Named<Direction>> values = {
      {Direction::kReverse, "reverse"},
      {Direction::kForward, "forward"},
      {Direction::kForwardAsPublished, "forward-as-published"}};
  return values;
}

template <>
const std::vector<Named<Tangent>>& NamedValues() {
  static const std::vector<Named<Tangent>> values = {{Tangent::kMethod, "method"},
                                                     {Tangent::kConditional, "conditional"},
                                                     {Tangent::kNetwork, "network"},
                                                     {Tangent::kExact, "exact"}};
  return values;
}

template <>
const std::vector<Named<Target>>& NamedValues() {
  static const std::vector<Named<Target>> values = {{Target::kPair, "pair"},
                                                    {Target::kPosterior, "posterior"}};
  return values;
}

template <>
const std::vector<Named<Schedule>>& NamedValues() {
  static const std::vector<Named<Schedule>> values = {{Schedule::kConstant, "constant"},
                                                      {Schedule::kCosine, "cosine"}};
  return values;
}

template <>
const std::vector<Named<TimeDistribution>>& NamedValues() {
  static const std::vector<Named<TimeDistribution>> values = {
      {TimeDistribution::kUniform, "uniform"}, {TimeDistribution::kLogitNormal, "logit-normal"}};
  return values;
}

template <>
const std::vector<Named<TimeInputs>>& NamedValues() {
  static const std::vector<Named<TimeInputs>> values = {{TimeInputs::kEnd, "end"},
                                                        {TimeInputs::kInterval, "interval"}};
  return values;
}

int NetworkInputs(Method method) { return method == Method::kFm ? 3 : 4; }

double EqualShare(const TrainConfig& config) {
  if (config.method == Method::kFm) return 0;
  if (config.times.equal_share > 0) return config.times.equal_share;
  return config.method == Method::kLsd ? 0.5 : 0;
}

double StartShare(const TrainConfig& config) {
  const bool has_anchor = config.method != Method::kFm;
  const bool is_start = config.direction != Direction::kForwardAsPublished;
  return has_anchor && is_start ? (1 - EqualShare(config)) * config.times.start_share : 0;
}

double ClipNorm(const TrainConfig& config) {
  if (config.optimizer.clip > 0) return config.optimizer.clip;
  return config.method == Method::kLsd ? 1 : std::numeric_limits<double>::infinity();
}

Tangent TangentOf(const TrainConfig& config) {
  const Tangent tangent = config.loss.tangent;
  switch (config.method) {
    case Method::kFm:
      return Tangent::kConditional;
    case Method::kLsd:
      return tangent == Tangent::kExact ? tangent : Tangent::kConditional;
    case Method::kMf:
      return tangent == Tangent::kMethod ? Tangent::kConditional : tangent;
    case Method::kImf:
      return tangent == Tangent::kMethod ? Tangent::kNetwork : tangent;
  }
  return tangent;
}

}  // namespace meanflow
