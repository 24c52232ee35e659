// The network: hand-written Forward, Jvp and Backward over one flat parameter vector.
//
// Dimension letters, here and everywhere: B samples, D inputs, H width, L hidden layers, P
// parameters.
//   z_l = W_l h_l + b_l,   h_{l+1} = gelu(z_l),   u = W_L h_L + b_L,   h_0 = inputs.
#ifndef MEANFLOW_MLP_H_
#define MEANFLOW_MLP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "meanflow/config.h"
#include "meanflow/kernels/matmul.h"

namespace meanflow {

/// Position of one linear layer in the flat parameter vector.
struct LayerShape {
  int inputs;
  int outputs;
  int weight_offset;  ///< [outputs, inputs], row-major as PyTorch's nn.Linear.weight
  int bias_offset;    ///< [outputs]
};

/// Shape of the perceptron and of its flat parameter vector, which is in the order of the PyTorch
/// state_dict of nn.Sequential(Linear, GELU, ..., Linear): network.0.weight, network.0.bias,
/// network.2.weight, ...
struct MlpShape {
  static constexpr int kOutputs = 2;

  int inputs;  ///< D
  int width;   ///< H
  int depth;   ///< L, hidden layers; there are L + 1 linear layers.

  int LayerCount() const { return depth + 1; }
  LayerShape Layer(int index) const;
  int ParameterCount() const;
  /// "network.<2 index>": the layer's name in the PyTorch state_dict.
  static std::string LayerName(int index) { return "network." + std::to_string(2 * index); }
};

/// Shape of the network that a method trains.
MlpShape ShapeOf(Method method, const NetworkConfig& network);

/// PyTorch's default nn.Linear initialisation: weights and biases ~ U(-k, k), k = 1/sqrt(inputs).
std::vector<float> InitialParameters(const MlpShape& shape, std::uint32_t seed);

/// The activations that Forward and Jvp record for Backward, for at most `capacity` samples.
/// Columns are samples; rows are padded with zeros to the kernels' row tile. Owned and reused by
/// the caller: nothing allocates after construction.
template <typename Scalar>
class Tape {
 public:
  /// `with_tangents` allocates the tangents that JvpForBackward records.
  Tape(const MlpShape& shape, int capacity, bool with_tangents = false);

 private:
  template <typename>
  friend class Mlp;

  AlignedMatrix<Scalar> inputs_;                   // h_0
  std::vector<AlignedMatrix<Scalar>> hidden_;      // h_1 .. h_L
  std::vector<AlignedMatrix<Scalar>> derivative_;  // gelu'(z_0) .. gelu'(z_{L-1})
  AlignedMatrix<Scalar> work_[4];                  // tangents or cotangents of two adjacent layers
  AlignedMatrix<Scalar> inputs_dot_;               // hdot_0; this and below: with tangents only
  std::vector<AlignedMatrix<Scalar>> hidden_dot_;  // hdot_1 .. hdot_L
  std::vector<AlignedMatrix<Scalar>> curvature_;   // gelu''(z_l) * zdot_l
};

/// The network at fixed parameters. Batches are (D, B) and (2, B), column-major, contiguous;
/// B is at most the tape's capacity.
template <typename Scalar>
class Mlp {
 public:
  explicit Mlp(const MlpShape& shape);

  const MlpShape& shape() const { return shape_; }

  /// Packs the P flat parameters for the kernels.
  void SetParameters(const Scalar* parameters);

  /// outputs = u(inputs), (D, B) -> (2, B). Records nothing for Backward.
  void Evaluate(const Scalar* inputs, int batch, Tape<Scalar>* tape, Scalar* outputs) const;

  /// outputs = u(inputs), (D, B) -> (2, B), recorded on the tape.
  void Forward(const Scalar* inputs, int batch, Tape<Scalar>* tape, Scalar* outputs) const;

  /// outputs = u(inputs) and outputs_dot = (du/dinputs) inputs_dot, recorded on the tape (primal
  /// only: the tangent is constant under differentiation).
  ///   zdot_l = W_l hdot_l,   hdot_{l+1} = gelu'(z_l) * zdot_l
  void Jvp(const Scalar* inputs, const Scalar* inputs_dot, int batch, Tape<Scalar>* tape,
           Scalar* outputs, Scalar* outputs_dot) const;

  /// Like Jvp, but also records the tangent, for BackwardThroughJvp. Needs a tape with tangents.
  void JvpForBackward(const Scalar* inputs, const Scalar* inputs_dot, int batch, Tape<Scalar>* tape,
                      Scalar* outputs, Scalar* outputs_dot) const;

  /// Adds (d (outputs, outputs_dot) / d parameters)^T (outputs_bar, outputs_dot_bar) to the
  /// gradient accumulator, at the point that JvpForBackward recorded.
  ///   hbar_l = W_l^T zbar_l,   hdotbar_l = W_l^T zdotbar_l,
  ///   zbar_l = gelu'(z_l) * hbar_{l+1} + gelu''(z_l) * zdot_l * hdotbar_{l+1},
  ///   zdotbar_l = gelu'(z_l) * hdotbar_{l+1},
  ///   Wbar_l += zbar_l h_l^T + zdotbar_l hdot_l^T,  bbar_l += sum over the batch of zbar_l
  void BackwardThroughJvp(const Scalar* outputs_bar, const Scalar* outputs_dot_bar, int batch,
                          Tape<Scalar>* tape);

  /// Adds (d outputs / d parameters)^T outputs_bar to the gradient accumulator, at the point that
  /// Forward or Jvp recorded.
  ///   zbar_l = gelu'(z_l) * hbar_{l+1},  hbar_l = W_l^T zbar_l,
  ///   Wbar_l += zbar_l h_l^T,  bbar_l += sum over the batch of zbar_l
  void Backward(const Scalar* outputs_bar, int batch, Tape<Scalar>* tape);

  /// Sets the gradient accumulator to zero.
  void ClearGradient();

  /// Writes the accumulated gradient, P flat values.
  void CopyGradient(Scalar* gradient) const;

 private:
  struct Layer {
    LayerShape shape;
    PackedMatrix<Scalar> weight;       // (outputs, inputs), for Forward and Jvp
    PackedMatrix<Scalar> transposed;   // (inputs, outputs), for Backward; not in the first layer
    std::vector<Scalar> bias;          // padded to the row tile
    AlignedMatrix<Scalar> weight_bar;  // (inputs, outputs); the first layer's is (outputs, inputs)
    std::vector<Scalar> bias_bar;      // padded to the row tile
  };

  MlpShape shape_;
  std::vector<Layer> layers_;
};

}  // namespace meanflow

#endif  // MEANFLOW_MLP_H_
