// The one table of settings. The command line, config.json, the page's forms, links, attributes,
// types and their documentation are made of it (src/tables writes what JavaScript needs). A new
// setting takes a row here, beside a member in config.h and the code that uses it; CONTRIBUTING.md
// names the tests that ask for more.
#ifndef MEANFLOW_SETTINGS_TABLE_H_
#define MEANFLOW_SETTINGS_TABLE_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include "meanflow/choices.h"
#include "meanflow/drawing.h"
#include "meanflow/named_densities.h"
#include "meanflow/settings.h"

namespace meanflow {

/// Where a setting lives in a struct: a function to a reference, whatever the member's type. A new
/// enumeration is one more type of Member.
template <typename Config, typename... Types>
using MemberOf = std::variant<std::monostate, Types& (*)(Config&)...>;
template <typename Config>
using Member = MemberOf<Config, int, double, std::uint32_t, std::string, Method, Direction, Tangent,
                        Target, Schedule, TimeDistribution, TimeInputs, LinearPath, Sequence>;

/// The part of the page's forms that has a setting. Links list settings in this order.
enum class Section {
  kNone,      ///< The command line and config.json alone have it.
  kProblem,   ///< Density and direction.
  kSampling,  ///< What the animation samples: no part of a run.
  kTraining,  ///< What anybody changes.
  kSharper,   ///< What goes beyond the tutorial.
  kHidden,    ///< Attributes and links have it, forms do not.
};

/// The heading of `meanflow train --help` that has an option.
enum class OptionGroup { kNone, kTask, kData, kNetwork, kOptimisation, kSharper, kRun };

/// Where a setting stands in the page: its place in a section, from the first. Equal places keep
/// the order of the table.
struct Form {
  Section section = Section::kNone;
  int place = 0;
  bool shown = true;  ///< False: attributes and links have it, the form does not.
};

/// The option of `meanflow train`: its place in a group, likewise.
struct Option {
  std::string_view flags{};  ///< "--hidden,--width"
  OptionGroup group = OptionGroup::kNone;
  int place = 0;
};

/// A row of the table. The default of a setting is that of its member.
struct Setting {
  std::string_view name;
  Range range;
  Member<TrainConfig> train{};    ///< Its member in TrainConfig, if it has one.
  Member<SampleConfig> sample{};  ///< Its member in SampleConfig, if it has one.
  std::string_view label;         ///< For readers; a control's accessible name.
  std::string_view help;          ///< One sentence: what it does.
  Texts choice_labels = nullptr;  ///< Of range.names.
  std::array<int, 6> presets{};   ///< Values that a form offers; zeros: it takes any.
  Form form{};
  Option option{};
  bool restarts = true;     ///< A change starts the run anew.
  bool recipe = false;      ///< Recipes decide it; see recipe.h.
  bool exact_flow = false;  ///< The exact flow depends on it.
  bool loss_floor = false;  ///< The loss floor depends on it, beside those of the exact flow.
};

constexpr Range Whole(double minimum, double maximum, int multiple_of = 1) {
  return {.minimum = minimum, .maximum = maximum, .integer = true, .multiple_of = multiple_of};
}
constexpr Range Number(double minimum, double maximum) {
  return {.minimum = minimum, .maximum = maximum};
}
constexpr Range Above(double minimum, double maximum) {
  return {.minimum = minimum, .maximum = maximum, .exclusive_minimum = true};
}
template <typename Enum>
constexpr Range OneOf() {
  return {.names = &Names<Enum>};
}

/// The rows, in the order of config.json.
inline constexpr auto kSettings = std::to_array<Setting>({
    {.name = "method",
     .range = OneOf<Method>(),
     .train = [](TrainConfig& c) -> Method& { return c.method; },
     .label = "Method",
     .help = "What the network regresses on.",
     .choice_labels = &Labels<Method>,
     .option = {"--method", OptionGroup::kTask, 1}},
    {.name = "direction",
     .range = OneOf<Direction>(),
     .train = [](TrainConfig& c) -> Direction& { return c.direction; },
     .label = "Direction",
     .help = "Which end of time holds the data.",
     .choice_labels = &Labels<Direction>,
     .form = {Section::kProblem, 2},
     .option = {"--direction", OptionGroup::kTask, 2},
     .exact_flow = true},
    {.name = "density",
     .range = {.names = &DensityNames},
     .train = [](TrainConfig& c) -> std::string& { return c.density.name; },
     .label = "Density",
     .help = "The target: what the flow should turn noise into.",
     .choice_labels = &DensityLabels,
     .form = {Section::kProblem, 1},
     .option = {"--density", OptionGroup::kData, 1},
     .exact_flow = true},
    {.name = "cells",
     .range = Whole(1, 32),
     .train = [](TrainConfig& c) -> int& { return c.density.cells; },
     .label = "Cells",
     .help = "Cells along a side of the checkerboard.",
     .form = {Section::kHidden, 1},
     .option = {"--cells", OptionGroup::kData, 2},
     .exact_flow = true},
    {.name = "scale",
     .range = Number(0.25, 4),
     .train = [](TrainConfig& c) -> double& { return c.density.scale; },
     .label = "Scale",
     .help = "Half the side of the density's square.",
     .form = {Section::kHidden, 2},
     .option = {"--scale", OptionGroup::kData, 3},
     .exact_flow = true},
    {.name = "drawing",
     .range = {.maximum = kLongestDrawing,
               .check = &CheckDrawing,
               .form = "nothing, or a drawing: its size from 2 to 64, a point, and a letter for "
                       "each cell"},
     .train = [](TrainConfig& c) -> std::string& { return c.density.drawing; },
     .label = "Drawing",
     .help = "What the density “Draw your own” shows.",
     .form = {Section::kHidden, 3},
     .option = {"--drawing", OptionGroup::kData, 4},
     .exact_flow = true},
    {.name = "depth",
     .range = Whole(1, 16),
     .train = [](TrainConfig& c) -> int& { return c.network.depth; },
     .label = "Depth",
     .help = "Hidden layers.",
     .form = {Section::kTraining, 4},
     .option = {"--depth", OptionGroup::kNetwork, 2},
     .recipe = true},
    {.name = "width",
     .range = Whole(1, 1024),
     .train = [](TrainConfig& c) -> int& { return c.network.width; },
     .label = "Width",
     .help = "Units of a hidden layer.",
     .form = {Section::kTraining, 3},
     .option = {"--hidden,--width", OptionGroup::kNetwork, 1},
     .recipe = true},
    {.name = "lr",
     .range = Above(0, 10),
     .train = [](TrainConfig& c) -> double& { return c.optimizer.learning_rate; },
     .label = "Learning rate",
     .help = "Step size of Adam.",
     .form = {Section::kTraining, 1},
     .option = {"--lr", OptionGroup::kOptimisation, 3},
     .recipe = true},
    {.name = "beta1",
     .range = Number(0, 0.99999),
     .train = [](TrainConfig& c) -> double& { return c.optimizer.beta1; },
     .label = "Beta 1",
     .help = "Decay of the mean of gradients.",
     .option = {"--beta1", OptionGroup::kOptimisation, 4},
     .recipe = true},
    {.name = "beta2",
     .range = Number(0, 0.9999999),
     .train = [](TrainConfig& c) -> double& { return c.optimizer.beta2; },
     .label = "Beta 2",
     .help = "Decay of the mean of squared gradients, over about 1 / (1 − β₂) iterations.",
     .form = {Section::kSharper, 4},
     .option = {"--beta2", OptionGroup::kOptimisation, 5},
     .recipe = true},
    {.name = "epsilon",
     .range = Above(0, 1),
     .train = [](TrainConfig& c) -> double& { return c.optimizer.epsilon; },
     .label = "Epsilon",
     .help = "What Adam adds to the root of the mean of squared gradients.",
     .option = {"--epsilon,--eps", OptionGroup::kOptimisation, 6},
     .recipe = true},
    {.name = "schedule",
     .range = OneOf<Schedule>(),
     .train = [](TrainConfig& c) -> Schedule& { return c.optimizer.schedule; },
     .label = "Schedule",
     .help = "How the rate changes over the run; cosine: to 0 (Loshchilov & Hutter 2016).",
     .choice_labels = &Labels<Schedule>,
     .form = {Section::kSharper, 1},
     .option = {"--schedule", OptionGroup::kSharper, 1},
     .recipe = true},
    {.name = "warmup",
     .range = Whole(0, 1000000),
     .train = [](TrainConfig& c) -> int& { return c.optimizer.warmup; },
     .label = "Warm-up",
     .help = "Iterations in which the rate rises from 0 first.",
     .form = {Section::kSharper, 2},
     .option = {"--warmup", OptionGroup::kSharper, 2},
     .recipe = true},
    {.name = "clip",
     .range = Number(0, 1000000),
     .train = [](TrainConfig& c) -> double& { return c.optimizer.clip; },
     .label = "Clip gradient at",
     .help = "Largest norm of the gradient (Pascanu et al. 2013). 0: none, for LSD 1.",
     .form = {Section::kSharper, 3},
     .option = {"--clip", OptionGroup::kSharper, 3},
     .recipe = true},
    {.name = "ema",
     .range = Number(0, 0.99999),
     .train = [](TrainConfig& c) -> double& { return c.optimizer.ema; },
     .label = "EMA of weights",
     .help = "Decay of the mean of the weights, which is then shown and sampled from (Polyak & "
             "Juditsky 1992). 0: none.",
     .form = {Section::kSharper, 5},
     .option = {"--ema", OptionGroup::kSharper, 4},
     .recipe = true},
    {.name = "times",
     .range = OneOf<TimeDistribution>(),
     .train = [](TrainConfig& c) -> TimeDistribution& { return c.times.distribution; },
     .label = "Times",
     .help = "Distribution of the times (Esser et al. 2024).",
     .choice_labels = &Labels<TimeDistribution>,
     .form = {Section::kSharper, 8},
     .option = {"--times", OptionGroup::kSharper, 5},
     .recipe = true,
     .loss_floor = true},
    {.name = "times_mean",
     .range = Number(-5, 5),
     .train = [](TrainConfig& c) -> double& { return c.times.mean; },
     .label = "Mean of logit",
     .help = "Logit-normal times: mean of the noise level’s logit.",
     .form = {Section::kSharper, 9},
     .option = {"--times-mean", OptionGroup::kSharper, 6},
     .recipe = true,
     .loss_floor = true},
    {.name = "times_deviation",
     .range = Above(0, 5),
     .train = [](TrainConfig& c) -> double& { return c.times.deviation; },
     .label = "Deviation of logit",
     .help = "Logit-normal times: its deviation.",
     .form = {Section::kSharper, 10},
     .option = {"--times-deviation", OptionGroup::kSharper, 7},
     .recipe = true,
     .loss_floor = true},
    {.name = "equal_share",
     .range = Number(0, 1),
     .train = [](TrainConfig& c) -> double& { return c.times.equal_share; },
     .label = "Share with r = t",
     .help = "Samples that regress the velocity itself (arXiv 2505.13447, table 1a). 0: none, for "
             "LSD half.",
     .form = {Section::kSharper, 6},
     .option = {"--equal-share", OptionGroup::kSharper, 8},
     .recipe = true,
     .loss_floor = true},
    {.name = "start_share",
     .range = Number(0, 1),
     .train = [](TrainConfig& c) -> double& { return c.times.start_share; },
     .label = "Share anchored at the noise",
     .help = "Of the other samples: where one step starts.",
     .form = {Section::kSharper, 7},
     .option = {"--start-share", OptionGroup::kSharper, 9},
     .recipe = true,
     .loss_floor = true},
    {.name = "time_inputs",
     .range = OneOf<TimeInputs>(),
     .train = [](TrainConfig& c) -> TimeInputs& { return c.network.time_inputs; },
     .label = "Network is told",
     .help = "What it learns of r (arXiv 2505.13447, table 1c).",
     .choice_labels = &Labels<TimeInputs>,
     .form = {Section::kSharper, 11},
     .option = {"--time-inputs", OptionGroup::kSharper, 10},
     .recipe = true},
    {.name = "features",
     .range = Whole(0, kMostFeatures),
     .train = [](TrainConfig& c) -> int& { return c.network.features; },
     .label = "Fourier features",
     .help = "Sines and cosines of each input that the network is given beside it (Tancik et al. "
             "2020).",
     .form = {Section::kSharper, 12},
     .option = {"--features", OptionGroup::kSharper, 11},
     .recipe = true},
    {.name = "linear_path",
     .range = OneOf<LinearPath>(),
     .train = [](TrainConfig& c) -> LinearPath& { return c.network.linear_path; },
     .label = "Linear path",
     .help = "A linear map of the inputs that is added to the output.",
     .choice_labels = &Labels<LinearPath>,
     .form = {Section::kSharper, 13},
     .option = {"--linear-path", OptionGroup::kSharper, 12},
     .recipe = true},
    {.name = "tangent",
     .range = OneOf<Tangent>(),
     .train = [](TrainConfig& c) -> Tangent& { return c.loss.tangent; },
     .label = "Tangent",
     .help = "Velocity in the JVP. Exact: an oracle, which no data gives; for LSD target and "
             "teacher.",
     .choice_labels = &Labels<Tangent>,
     .form = {Section::kSharper, 14},
     .option = {"--tangent", OptionGroup::kSharper, 13},
     .recipe = true,
     .loss_floor = true},
    {.name = "target",
     .range = OneOf<Target>(),
     .train = [](TrainConfig& c) -> Target& { return c.loss.target; },
     .label = "Target",
     .help = "What stands for v: each pair’s own, or its mean over the pairs that may have given "
             "x_t (after arXiv 2302.00670).",
     .choice_labels = &Labels<Target>,
     .form = {Section::kSharper, 15},
     .option = {"--target", OptionGroup::kSharper, 14},
     .recipe = true,
     .loss_floor = true},
    {.name = "posterior_points",
     .range = Whole(0, 65536),
     .train = [](TrainConfig& c) -> int& { return c.loss.posterior_points; },
     .label = "Points of that mean",
     .help = "Data points that the mean is over. 0: an eighth of the batch.",
     .form = {Section::kSharper, 16},
     .option = {"--posterior-points", OptionGroup::kSharper, 15},
     .recipe = true},
    {.name = "sequence",
     .range = OneOf<Sequence>(),
     .train = [](TrainConfig& c) -> Sequence& { return c.sequence; },
     .label = "Samples",
     .help = "How data, noise and times are drawn (lattice: Cools, Kuo & Nuyens 2006).",
     .choice_labels = &Labels<Sequence>,
     .form = {Section::kSharper, 10},
     .option = {"--sequence", OptionGroup::kSharper, 7},
     .recipe = true},
    {.name = "adaptive_power",
     .range = Number(0, 2),
     .train = [](TrainConfig& c) -> double& { return c.loss.adaptive_power; },
     .label = "Adaptive weight p",
     .help = "Weight (|d|² + c)^−p (arXiv 2505.13447, eq. 22). Biased here: it favours samples "
             "whose noise is small.",
     .form = {Section::kSharper, 17},
     .option = {"--adaptive-power", OptionGroup::kSharper, 16},
     .recipe = true},
    {.name = "adaptive_constant",
     .range = Above(0, 1000),
     .train = [](TrainConfig& c) -> double& { return c.loss.adaptive_constant; },
     .label = "Adaptive weight c",
     .help = "See p.",
     .form = {Section::kSharper, 18},
     .option = {"--adaptive-constant", OptionGroup::kSharper, 17},
     .recipe = true},
    {.name = "batch",
     .range = Whole(kLanes, 65536, kLanes),
     .train = [](TrainConfig& c) -> int& { return c.batch; },
     .label = "Batch size",
     .help = "Samples an iteration, a multiple of 8.",
     .form = {Section::kTraining, 2},
     .option = {"--batch", OptionGroup::kOptimisation, 2},
     .recipe = true},
    {.name = "iterations",
     .range = Whole(1, 1000000),
     .train = [](TrainConfig& c) -> int& { return c.iterations; },
     .label = "Iterations",
     .help = "Length of the run.",
     .form = {Section::kTraining, 5},
     .option = {"--iterations", OptionGroup::kOptimisation, 1},
     .recipe = true},
    {.name = "checkpoint_every",
     .range = Whole(1, 1000000),
     .train = [](TrainConfig& c) -> int& { return c.checkpoint_every; },
     .label = "Checkpoint every",
     .help = "Iterations between checkpoints.",
     .option = {"--checkpoint-every", OptionGroup::kRun, 1}},
    {.name = "seed",
     .range = Whole(0, std::numeric_limits<std::uint32_t>::max()),
     .train = [](TrainConfig& c) -> std::uint32_t& { return c.seed; },
     .sample = [](SampleConfig& s) -> std::uint32_t& { return s.seed; },
     .label = "Seed",
     .help = "Equal seeds give equal runs, to the bit.",
     .form = {Section::kTraining, 6},
     .option = {"--seed", OptionGroup::kTask, 3}},
    {.name = "steps",
     .range = Whole(1, 1000),
     .sample = [](SampleConfig& s) -> int& { return s.steps; },
     .label = "Steps",
     .help = "T: how many times the network is asked on the way from noise to data.",
     .presets = {1, 2, 4, 10, 100, 500},
     .form = {Section::kSampling, 1},
     .restarts = false},
    {.name = "count",
     .range = Whole(1, 200000),
     .sample = [](SampleConfig& s) -> int& { return s.count; },
     .label = "Particles",
     .help = "How many particles a panel shows.",
     .form = {Section::kSampling, 2, /*shown=*/false},
     .restarts = false},
});

/// The row called `name`. Programming error when there is none.
inline const Setting& FindSetting(std::string_view name) {
  return *std::find_if(kSettings.begin(), kSettings.end(),
                       [name](const Setting& setting) { return setting.name == name; });
}

}  // namespace meanflow

#endif  // MEANFLOW_SETTINGS_TABLE_H_
