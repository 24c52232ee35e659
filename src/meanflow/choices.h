// The enumerations that settings choose from, each with its names and labels.
#ifndef MEANFLOW_CHOICES_H_
#define MEANFLOW_CHOICES_H_

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "meanflow/methods.h"

namespace meanflow {

/// The rows of a table, each turned into something smaller at compile time: a program has only what
/// it uses of a table, and the WebAssembly module no text that it never shows.
template <typename Row, std::size_t kRows, typename Function>
constexpr auto Project(const std::array<Row, kRows>& rows, Function function) {
  std::array<decltype(function(rows[0])), kRows> projected{};
  for (std::size_t i = 0; i < kRows; ++i) projected[i] = function(rows[i]);
  return projected;
}

/// One value that a setting takes.
struct Choice {
  std::string_view name;   ///< As in configurations, links and on the command line.
  std::string_view label;  ///< For readers.
};

/// A list of names or labels that is made where the choices are, which is not always here.
using Texts = std::span<const std::string_view> (*)();

/// The choices of an enumeration, in the order of its values, which count from 0.
template <typename Enum>
inline constexpr int kChoices = 0;

template <>
inline constexpr auto kChoices<Method> = Project(kMethods, [](const MethodRow& row) {
  return Choice{row.name, row.label};
});

/// Where data sits in time, and which end of an interval the network is anchored at.
enum class Direction {
  kReverse,             ///< Data at 0, noise at 1; anchor t >= r; sampling runs from 1 to 0.
  kForward,             ///< Noise at 0, data at 1; anchor t <= r; sampling runs from 0 to 1.
  kForwardAsPublished,  ///< As kForward, but trained with t >= r and sampled with r = t - 1/T.
};

template <>
inline constexpr auto kChoices<Direction> = std::to_array<Choice>({
    {"reverse", "Reverse: data at t = 0"},
    {"forward", "Forward: data at t = 1"},
    {"forward-as-published", "Forward, as published"},
});

/// How the learning rate changes over a run.
enum class Schedule {
  kConstant,
  kCosine,  ///< lr (1 + cos(pi k / K)) / 2 at the k-th of K iterations, from lr to 0 (Loshchilov
            ///< and Hutter 2016, arXiv 1608.03983, without restarts).
};

template <>
inline constexpr auto kChoices<Schedule> = std::to_array<Choice>({
    {"constant", "Constant"},
    {"cosine", "Cosine to 0"},
});

/// What the times of training samples are drawn from.
enum class TimeDistribution {
  kUniform,
  kLogitNormal,  ///< Noise level sigmoid(N(mean, deviation^2)) (Esser et al. 2024, arXiv
                 ///< 2403.03206; mean -0.4, deviation 1 in arXiv 2505.13447).
};

template <>
inline constexpr auto kChoices<TimeDistribution> = std::to_array<Choice>({
    {"uniform", "Even"},
    {"logit-normal", "Logit-normal"},
});

/// What the network is told of r.
enum class TimeInputs {
  kEnd,       ///< (x, y, t, r)
  kInterval,  ///< (x, y, t, t - r): near r = t the two are alike (arXiv 2505.13447, table 1c).
};

template <>
inline constexpr auto kChoices<TimeInputs> = std::to_array<Choice>({
    {"end", "t and r"},
    {"interval", "t and t − r"},
});

/// Whether the outputs get a linear map of the inputs added.
enum class LinearPath {
  kOff,
  kOn,  ///< u = A inputs + perceptron(inputs), A without a bias (a skip connection, as in He et al.
        ///< 2015, arXiv 1512.03385).
};

template <>
inline constexpr auto kChoices<LinearPath> = std::to_array<Choice>({
    {"off", "None"},
    {"on", "From inputs to output"},
});

/// What the samples of an iteration are drawn from; see sample_words.h.
enum class Sequence {
  kRandom,   ///< Independent numbers.
  kLattice,  ///< A randomly shifted lattice: each number is uniform, and together they are evenly
             ///< spread.
};

template <>
inline constexpr auto kChoices<Sequence> = std::to_array<Choice>({
    {"random", "Independent"},
    {"lattice", "Evenly spread (lattice)"},
});

template <>
inline constexpr auto kChoices<Tangent> = std::to_array<Choice>({
    {"method", "The method’s own"},
    {"conditional", "Conditional (MF)"},
    {"network", "Network (iMF)"},
    {"exact", "Exact (oracle)"},
});

/// What stands for v_s in a target.
enum class Target {
  kPair,       ///< x1 - x0 of the sample's own pair.
  kPosterior,  ///< Its mean over data points of the iteration that might have given x_t: see
               ///< empirical_posterior.h. What is learnt is the same, from less noise.
};

template <>
inline constexpr auto kChoices<Target> = std::to_array<Choice>({
    {"pair", "The pair’s own"},
    {"posterior", "Mean of its batch"},
});

template <typename Enum>
inline constexpr auto kNames = Project(kChoices<Enum>,
                                       [](const Choice& choice) { return choice.name; });
template <typename Enum>
inline constexpr auto kLabels = Project(kChoices<Enum>,
                                        [](const Choice& choice) { return choice.label; });

template <typename Enum>
std::span<const std::string_view> Names() {
  return kNames<Enum>;
}
template <typename Enum>
std::span<const std::string_view> Labels() {
  return kLabels<Enum>;
}

/// The name of an enumeration's value.
template <typename Enum>
std::string_view Name(Enum value) {
  return kNames<Enum>[static_cast<std::size_t>(value)];
}

/// The value of such a name, if there is one.
template <typename Enum>
std::optional<Enum> Parse(std::string_view name) {
  for (std::size_t i = 0; i < kNames<Enum>.size(); ++i) {
    if (kNames<Enum>[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace meanflow

#endif  // MEANFLOW_CHOICES_H_
