// Every setting of a run as plain structs. Their names and ranges are in settings_table.h.
#ifndef MEANFLOW_CONFIG_H_
#define MEANFLOW_CONFIG_H_

#include <cstdint>
#include <string>

#include "meanflow/choices.h"

namespace meanflow {

/// A 2-D data density; see named_densities.h.
struct DensityConfig {
  std::string name = "checkerboard";  ///< One of DensityNames().
  int cells = 4;                      ///< Checkerboard only: cells along a side, 1..32.
  double scale = 2.0;                 ///< Half the side of the support's window, 0.25..4.
  std::string drawing{};              ///< "" or a drawing (drawing.h); shown by "drawing" only.
};

/// The multilayer perceptron; see mlp.h.
struct NetworkConfig {
  int depth = 4;                              ///< Hidden layers, 1..16.
  int width = 128;                            ///< Units of a hidden layer, 1..1024.
  TimeInputs time_inputs = TimeInputs::kEnd;  ///< All methods but FM.
  int features = 0;  ///< Fourier features, sin and cos, of each coordinate of the input, 0..8; see
                     ///< input_encoding.h.
  LinearPath linear_path = LinearPath::kOff;
};

/// Most features that a coordinate has.
inline constexpr int kMostFeatures = 8;

/// Adam as in PyTorch, and what is done around it; see adam.h and trainer.h.
struct OptimizerConfig {
  double learning_rate = 3e-3;  ///< In (0, 10].
  double beta1 = 0.9;           ///< In [0, 1).
  double beta2 = 0.999;         ///< In [0, 1).
  double epsilon = 1e-8;        ///< In (0, 1].
  Schedule schedule = Schedule::kConstant;
  int warmup = 0;   ///< Iterations in which the rate rises linearly from 0 first, 0..1000000.
  double clip = 0;  ///< Largest norm of the whole gradient, as torch.nn.utils.clip_grad_norm_
                    ///< (Pascanu et al. 2013, arXiv 1211.5063). 0: the method's own, see ClipNorm.
  double ema = 0;   ///< Decay of the running mean of the weights that is shown and sampled from
                    ///< (Polyak and Juditsky 1992), 0..0.99999; 0: none.
};

/// Times of training samples.
struct TimesConfig {
  TimeDistribution distribution = TimeDistribution::kUniform;
  double mean = -0.4;      ///< Logit-normal only: of the noise level's logit, -5..5.
  double deviation = 1.0;  ///< Logit-normal only: of the same, (0, 5].
  double equal_share = 0;  ///< Share of samples with r = t (arXiv 2505.13447, table 1a), 0..1.
                           ///< 0: the method's own, see EqualShare.
  double start_share = 0;  ///< Share of the other samples whose anchor is where sampling starts, at
                           ///< the noise: all that one step asks for. LSD needs no other anchor
                           ///< for it, as its identity links the ends r of one anchor; those of MF
                           ///< and iMF link neighbouring anchors. 0..1; not forward-as-published.
};

/// What is done to a method's loss.
struct LossConfig {
  Tangent tangent = Tangent::kMethod;
  Target target = Target::kPair;
  /// Posterior target only: data points of the iteration that the mean is over, the lane's own
  /// among them, 0..65536; at most as many as the lane has: its own. Points past the batch are
  /// drawn anew.
  int posterior_points = 0;
  /// p and c of the weight w = 1 / (|d|^2 + c)^p of a sample with the difference d, constant under
  /// differentiation (Geng et al. 2024, arXiv 2406.14548; arXiv 2505.13447, eq. 22); p in 0..2,
  /// 0: w = 1; c in (0, 1000]. Where the target is noisy, as at every sample of FM, MF and iMF, w
  /// prefers the samples that happen to lie near the prediction, so that what is learnt is not
  /// their mean any more. LSD has w only where its target has no noise.
  double adaptive_power = 0;
  double adaptive_constant = 1e-3;
};

/// One training run. The run's result is a pure function of this struct.
struct TrainConfig {
  Method method = Method::kImf;
  Direction direction = Direction::kReverse;
  DensityConfig density;
  NetworkConfig network;
  OptimizerConfig optimizer;
  TimesConfig times;
  LossConfig loss;
  Sequence sequence = Sequence::kRandom;
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

/// "" when every value is within its range, else a message that names the first wrong field.
std::string Validate(const DensityConfig& config);
std::string Validate(const TrainConfig& config);
std::string Validate(const SampleConfig& config);

/// Coordinates that a network is given: 3 of (x, y, t) for FM, 4 of (x, y, t, r) otherwise.
int NetworkCoordinates(Method method);

/// Network inputs D: the coordinates and their features.
int NetworkInputs(Method method, const NetworkConfig& network);

// What a run does where its settings leave the choice to the method.

/// Share of samples with r = t: times.equal_share, or when that is 0 none for MF and iMF and one
/// half for LSD. FM knows no r.
double EqualShare(const TrainConfig& config);

/// Share of all samples whose anchor is put at the noise: times.start_share of those without r = t,
/// none for FM and forward-as-published.
double StartShare(const TrainConfig& config);

/// Largest norm of the gradient: optimizer.clip, or when that is 0 infinity, but 1 for LSD.
double ClipNorm(const TrainConfig& config);

/// The velocity in the JVP of MF and iMF, kConditional, kNetwork or kExact. For LSD, its target at
/// r = t, kConditional or kExact. FM: kConditional.
Tangent TangentOf(const TrainConfig& config);

}  // namespace meanflow

#endif  // MEANFLOW_CONFIG_H_
