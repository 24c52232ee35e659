// Every setting of a run as plain structs, and the one place where values are validated.
#ifndef MEANFLOW_CONFIG_H_
#define MEANFLOW_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meanflow {

/// What the network regresses on.
enum class Method {
  kFm,   ///< Flow matching: v(x, t) on x1 - x0 (Lipman et al. 2022).
  kMf,   ///< Mean flow: u(x, t, r) on v - (t - r) du/dt, JVP along (v, 1, 0) (arXiv 2505.13447).
  kImf,  ///< Improved mean flow: as kMf, JVP along (u(x, t, t), 1, 0) (arXiv 2512.02012).
};

/// Where data sits in time, and which end of an interval the network is anchored at.
enum class Direction {
  kReverse,             ///< Data at 0, noise at 1; anchor t >= r; sampling runs from 1 to 0.
  kForward,             ///< Noise at 0, data at 1; anchor t <= r; sampling runs from 0 to 1.
  kForwardAsPublished,  ///< As kForward, but trained with t >= r and sampled with r = t - 1/T.
};

/// A 2-D data density; see density.h.
struct DensityConfig {
  std::string name = "checkerboard";  ///< One of DensityNames().
  int cells = 4;                      ///< Checkerboard only: cells along a side, 1..32.
  double scale = 2.0;                 ///< Half the side of the support's window, 0.25..4.
};

/// The multilayer perceptron; see mlp.h.
struct NetworkConfig {
  int depth = 4;    ///< Hidden layers, 1..16.
  int width = 128;  ///< Units of a hidden layer, 1..1024.
};

/// Adam as in PyTorch; see adam.h.
struct OptimizerConfig {
  double learning_rate = 3e-3;  ///< In (0, 10].
  double beta1 = 0.9;           ///< In [0, 1).
  double beta2 = 0.999;         ///< In [0, 1).
  double epsilon = 1e-8;        ///< In (0, 1].
};

/// One training run. The run's result is a pure function of this struct.
struct TrainConfig {
  Method method = Method::kImf;
  Direction direction = Direction::kReverse;
  DensityConfig density;
  NetworkConfig network;
  OptimizerConfig optimizer;
  int batch = 4096;             ///< Samples an iteration, 8..65536, a multiple of kLanes.
  int iterations = 5001;        ///< Length of the run, 1..1000000.
  int checkpoint_every = 1000;  ///< Iterations between checkpoints, 1..1000000.
  std::uint32_t seed = 0;       ///< Seed of initialisation, data, noise and times.
};

/// One sampling request.
struct SampleConfig {
  int steps = 1;           ///< T, number of function evaluations a particle (NFE), 1..1000.
  int count = 2048;        ///< Particles, 1..200000.
  std::uint32_t seed = 1;  ///< Seed of the initial noise.
};

/// A batch is always cut into this many equal lanes, whatever the machine: see trainer.h.
inline constexpr int kLanes = 8;

/// Kind and range of one user-settable value, for forms, help texts and messages.
struct Field {
  std::string name;                  ///< As in config.json, the command line and the URL.
  std::string label;                 ///< For people.
  double minimum = 0;                ///< Numbers: smallest accepted value.
  double maximum = 0;                ///< Numbers: largest accepted value.
  bool exclusive_minimum = false;    ///< Numbers: `minimum` itself is refused.
  bool integer = false;              ///< Numbers: only whole values.
  int multiple_of = 1;               ///< Integers: only multiples of this.
  std::vector<std::string> choices;  ///< Names: the accepted ones; empty for numbers.
  std::string fallback;              ///< Default value, as text.
};

/// Every user-settable field of TrainConfig and SampleConfig.
const std::vector<Field>& Fields();

/// The field called `name`. Programming error when there is none.
const Field& FindField(std::string_view name);

/// What a field accepts, for people: "a whole number from 8 to 65536, a multiple of 8".
std::string Accepts(const Field& field);

/// "" when the field takes the value, else "<name>: <value> is not <accepted range>".
std::string ValidateNumber(const Field& field, double value);
std::string ValidateChoice(const Field& field, std::string_view value);

/// "" when every value is within its range, else a message that names the first wrong field.
std::string Validate(const TrainConfig& config);
std::string Validate(const SampleConfig& config);

std::string_view Name(Method method);
std::string_view Name(Direction direction);
std::optional<Method> ParseMethod(std::string_view name);
std::optional<Direction> ParseDirection(std::string_view name);

/// Network inputs D: (x, y, t) for FM, (x, y, t, r) otherwise.
int NetworkInputs(Method method);

}  // namespace meanflow

#endif  // MEANFLOW_CONFIG_H_
