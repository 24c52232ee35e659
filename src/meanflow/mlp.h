// The network: hand-written Forward, Jvp and Backward over one flat parameter vector.
//
// Dimension letters, here and everywhere: B samples, D inputs, H width, L hidden layers, P
// parameters.
//   z_l = W_l h_l + b_l,   h_{l+1} = gelu(z_l),   u = W_L h_L + b_L,   h_0 = inputs.
// With a linear path, u = W_L h_L + b_L + A h_0.
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
/// network.2.weight, ... A linear path comes last: linear_path.weight.
struct MlpShape {
  static constexpr int kOutputs = 2;

  int inputs;  ///< D
  int width;   ///< H
  int depth;   ///< L, hidden layers; there are L + 1 linear layers.
  bool has_linear_path = false;

  int LayerCount() const { return depth + 1; }
  LayerShape Layer(int index) const;
  /// A, which has no bias: its bias_offset is the end of its weights.
  LayerShape LinearPath() const;
  int ParameterCount() const;
  /// "network.<2 index>": the layer's name in the PyTorch state_dict.
  static std::string LayerName(int index) { return "network." + std::to_string(2 * index); }
};

/// Shape of the network that a method trains.
MlpShape ShapeOf(Method method, const NetworkConfig& network);

/// The name of A's layer in the PyTorch state_dict.
inline constexpr char kLinearPathName[] = "linear_path";

/// PyTorch's default nn.Linear initialisation: weights and biases ~ U(-k, k), k = 1/sqrt(inputs).
Vector<float> InitialParameters(const MlpShape& shape, std::uint32_t seed);

/// What Forward and Jvp record on a tape, by what is to follow.
enum class Recording {
  kNothing,   ///< Nothing follows.
  kOutputs,   ///< Backward from the outputs.
  kTangents,  ///< Jvp alone, and Backward from the outputs and their tangent.
};

/// The activations of at most `capacity` samples. Owned and reused by the caller: nothing allocates
/// after construction.
template <typename Scalar>
class Tape {
 public:
  Tape(const MlpShape& shape, int capacity, Recording recording = Recording::kOutputs);

 private:
  template <typename>
  friend class Mlp;
  using Storage = std::vector<Matrix<Scalar>>;
  using Block = Eigen::Block<Matrix<Scalar>>;

  Block View(Matrix<Scalar>* storage, int rows);
  /// h_l: the inputs, the hidden layers 1 .. L, and at L + 1 the outputs. Where nothing is
  /// recorded, the layers take turns in two matrices.
  Block h(int l) { return View(&h_[is_recorded_ || l == 0 ? l : 2 - l % 2], Rows(l)); }
  /// Their tangents, and the cotangents of z_l.
  Block h_dot(int l) { return View(keeps_tangents_ ? &h_dot_[l] : &work_[l % 2], Rows(l)); }
  Block z_bar(int l) { return View(&work_[l % 2], Rows(l + 1)); }
  Block z_dot_bar(int l) { return View(&work_[2 + l % 2], Rows(l + 1)); }
  /// gelu'(z_l), and gelu''(z_l) * zdot_l. Empty where not recorded.
  Block slope(int l) { return View(&slope_[l], Rows(l + 1)); }
  Block curvature(int l) { return View(&curvature_[l], Rows(l + 1)); }
  int Rows(int l) const;
  /// A h_0 or A hdot_0, of the last pass that computed one.
  Block path() { return View(&path_, MlpShape::kOutputs); }

  MlpShape shape_;
  bool is_recorded_, keeps_tangents_;
  int columns_ = 0;                               // of the pass's batch, padded
  Storage h_, h_dot_, slope_, curvature_, work_;  // padded to the kernels' tiles
  Matrix<Scalar> path_;                           // likewise; empty without a linear path
};

/// The network at fixed parameters. Batches are (D, B) and (2, B), B at most the tape's capacity.
template <typename Scalar>
class Mlp {
 public:
  using Batch = MatrixRef<Scalar>;
  using ConstBatch = ConstMatrixRef<Scalar>;

  explicit Mlp(const MlpShape& shape);

  const MlpShape& shape() const { return shape_; }

  /// Packs the P flat parameters for the kernels.
  void SetParameters(const Scalar* parameters);

  /// outputs = u(inputs), (D, B) -> (2, B).
  ///   z_l = W_l h_l + b_l,   h_{l+1} = gelu(z_l)
  void Forward(const ConstBatch& inputs, Tape<Scalar>* tape, Batch outputs) const;

  /// outputs = u(inputs) and outputs_dot = (du/dinputs) inputs_dot. Unless the tape records
  /// tangents, the tangent is constant under differentiation.
  ///   zdot_l = W_l hdot_l,   hdot_{l+1} = gelu'(z_l) * zdot_l
  void Jvp(const ConstBatch& inputs, const ConstBatch& inputs_dot, Tape<Scalar>* tape,
           Batch outputs, Batch outputs_dot) const;

  /// Adds (d outputs / d parameters)^T outputs_bar to the gradient accumulator, at the point of the
  /// tape.
  ///   hbar_l = W_l^T zbar_l,  zbar_l = gelu'(z_l) * hbar_{l+1},
  ///   Wbar_l += zbar_l h_l^T,  bbar_l += sum over the batch of zbar_l
  /// On a tape with tangents adds (d outputs_dot / d parameters)^T outputs_dot_bar, too:
  ///   hdotbar_l = W_l^T zdotbar_l,  zdotbar_l = gelu'(z_l) * hdotbar_{l+1},
  ///   zbar_l += gelu''(z_l) * zdot_l * hdotbar_{l+1},  Wbar_l += zdotbar_l hdot_l^T
  void Backward(const ConstBatch& outputs_bar, const ConstBatch& outputs_dot_bar,
                Tape<Scalar>* tape);

  /// Sets the gradient accumulator to zero.
  void ClearGradient();

  /// Writes the accumulated gradient, P flat values.
  void CopyGradient(Scalar* gradient) const;

 private:
  struct Layer {
    LayerShape shape;
    PackedMatrix<Scalar> weight;      // (outputs, inputs), for Forward and Jvp
    PackedMatrix<Scalar> transposed;  // (inputs, outputs), for Backward; not in the first layer
    Vector<Scalar> bias;              // this and below: padded to the kernels' tiles
    Matrix<Scalar> weight_bar;        // (inputs, outputs); the first layer's is (outputs, inputs)
    Vector<Scalar> bias_bar;
  };

  static Layer MakeLayer(const LayerShape& shape, bool is_first);
  static void CopyWeightBar(const Layer& layer, Scalar* gradient);
  /// Wbar_l += zbar_l h_l^T.
  static void AddToWeightBar(const ConstBatch& z_bar, const ConstBatch& h, Layer* layer);

  MlpShape shape_;
  std::vector<Layer> layers_;
  Layer path_{};  // A, in a network that has it
};

}  // namespace meanflow

#endif  // MEANFLOW_MLP_H_
