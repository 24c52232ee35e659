#include "meanflow/mlp.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "meanflow/random.h"

namespace meanflow {
namespace {

/// Copies a batch to padded columns. Those past the batch are zero, and add nothing to any
/// gradient.
template <typename Scalar>
void LoadBatch(const ConstTile<Scalar>& batch, Tile<Scalar> tile) {
  tile.leftCols(batch.cols()) = batch;
  tile.rightCols(tile.cols() - batch.cols()).setZero();
}

}  // namespace

LayerShape MlpShape::Layer(int index) const {
  assert(index >= 0 && index <= depth);
  LayerShape layer{index == 0 ? inputs : width, index == depth ? kOutputs : width, 0, 0};
  if (index > 0) layer.weight_offset = width * (inputs + 1) + (index - 1) * width * (width + 1);
  layer.bias_offset = layer.weight_offset + layer.inputs * layer.outputs;
  return layer;
}

LayerShape MlpShape::LinearPath() const {
  const int first = Layer(depth).bias_offset + kOutputs;
  return {inputs, kOutputs, first, first + (has_linear_path ? kOutputs * inputs : 0)};
}

int MlpShape::ParameterCount() const { return LinearPath().bias_offset; }

MlpShape ShapeOf(Method method, const NetworkConfig& network) {
  return {NetworkInputs(method, network), network.width, network.depth,
          network.linear_path == LinearPath::kOn};
}

Vector<float> InitialParameters(const MlpShape& shape, std::uint32_t seed) {
  const RandomSource random{seed, Stream::kInitialisation};
  Vector<float> parameters(shape.ParameterCount());
  const auto draw = [&](const LayerShape& layer, int end) {
    const double bound = 1 / std::sqrt(static_cast<double>(layer.inputs));
    for (int i = layer.weight_offset; i < end; ++i) {
      parameters[i] = static_cast<float>(bound * (2 * Uniform(random.Words(0, i)[0]) - 1));
    }
  };
  for (int index = 0; index < shape.LayerCount(); ++index) {
    const LayerShape layer = shape.Layer(index);
    draw(layer, layer.bias_offset + layer.outputs);
  }
  draw(shape.LinearPath(), shape.ParameterCount());
  return parameters;
}

template <typename Scalar>
Tape<Scalar>::Tape(const MlpShape& shape, int capacity, Recording recording)
    : shape_(shape),
      is_recorded_(recording != Recording::kNothing),
      keeps_tangents_(recording == Recording::kTangents) {
  const int layers = shape.LayerCount();
  for (int l = 0; l <= (is_recorded_ ? layers : 2); ++l) {
    h_.push_back(PaddedMatrix<Scalar>(Rows(l), capacity));
    if (keeps_tangents_) h_dot_.push_back(PaddedMatrix<Scalar>(Rows(l), capacity));
  }
  slope_.resize(layers);  // the last layer has no activation
  curvature_.resize(layers);
  for (int l = 0; l < shape.depth; ++l) {
    if (is_recorded_) slope_[l] = PaddedMatrix<Scalar>(shape.width, capacity);
    if (keeps_tangents_) curvature_[l] = PaddedMatrix<Scalar>(shape.width, capacity);
  }
  const int widest = std::max({shape.width, shape.inputs, MlpShape::kOutputs});
  if (is_recorded_) work_.assign(4, PaddedMatrix<Scalar>(widest, capacity));
  if (shape.has_linear_path) path_ = PaddedMatrix<Scalar>(MlpShape::kOutputs, capacity);
}

template <typename Scalar>
int Tape<Scalar>::Rows(int l) const {
  return l == 0 ? shape_.inputs : l <= shape_.depth ? shape_.width : MlpShape::kOutputs;
}

template <typename Scalar>
auto Tape<Scalar>::View(Matrix<Scalar>* storage, int rows) -> Block {
  const bool is_empty = storage->size() == 0;
  return storage->topLeftCorner(is_empty ? 0 : rows, is_empty ? 0 : columns_);
}

template <typename Scalar>
auto Mlp<Scalar>::MakeLayer(const LayerShape& shape, bool is_first) -> Layer {
  const int inputs = shape.inputs, outputs = shape.outputs;
  const Vector<Scalar> zeros = Vector<Scalar>::Zero(RoundUp(outputs, kRowTile<Scalar>));
  return {
      .shape = shape,
      .weight = PackedMatrix<Scalar>(outputs, inputs),
      .transposed = is_first ? PackedMatrix<Scalar>() : PackedMatrix<Scalar>(inputs, outputs),
      .bias = zeros,
      .weight_bar =
          is_first ? PaddedMatrix<Scalar>(outputs, inputs) : PaddedMatrix<Scalar>(inputs, outputs),
      .bias_bar = zeros,
  };
}

template <typename Scalar>
Mlp<Scalar>::Mlp(const MlpShape& shape) : shape_(shape) {
  for (int index = 0; index < shape.LayerCount(); ++index) {
    layers_.push_back(MakeLayer(shape.Layer(index), index == 0));
  }
  if (shape.has_linear_path) path_ = MakeLayer(shape.LinearPath(), false);
}

template <typename Scalar>
void Mlp<Scalar>::SetParameters(const Scalar* parameters) {
  for (Layer& layer : layers_) {
    const LayerShape& l = layer.shape;
    const ConstRowMajorMap<Scalar> weight(parameters + l.weight_offset, l.outputs, l.inputs);
    layer.weight.Pack(weight);
    if (l.weight_offset > 0) layer.transposed.Pack(weight.transpose());
    layer.bias.head(l.outputs) = ConstVectorMap<Scalar>(parameters + l.bias_offset, l.outputs);
  }
  if (!shape_.has_linear_path) return;
  const LayerShape& a = path_.shape;
  path_.weight.Pack(ConstRowMajorMap<Scalar>(parameters + a.weight_offset, a.outputs, a.inputs));
}

template <typename Scalar>
void Mlp<Scalar>::Forward(const ConstBatch& inputs, Tape<Scalar>* tape, Batch outputs) const {
  tape->columns_ = RoundUp(static_cast<int>(inputs.cols()), kColumnTile);
  LoadBatch<Scalar>(inputs, tape->h(0));
  for (int l = 0; l <= shape_.depth; ++l) {
    // z_l = W_l h_l + b_l
    Multiply(layers_[l].weight, layers_[l].bias, tape->h(l), tape->h(l + 1));
    // h_{l+1} = gelu(z_l)
    if (l < shape_.depth) ApplyGelu<Scalar>(tape->h(l + 1), tape->slope(l), tape->curvature(l));
  }
  if (shape_.has_linear_path) {
    // u = W_L h_L + b_L + A h_0
    Multiply(path_.weight, path_.bias, tape->h(0), tape->path());
    tape->h(shape_.depth + 1) += tape->path();
  }
  outputs = tape->h(shape_.depth + 1).leftCols(outputs.cols());
}

template <typename Scalar>
void Mlp<Scalar>::Jvp(const ConstBatch& inputs, const ConstBatch& inputs_dot, Tape<Scalar>* tape,
                      Batch outputs, Batch outputs_dot) const {
  assert(tape->is_recorded_);
  Forward(inputs, tape, outputs);
  LoadBatch<Scalar>(inputs_dot, tape->h_dot(0));
  const Matrix<Scalar> none;
  // A hdot_0
  if (shape_.has_linear_path) MultiplyScale(path_.weight, tape->h_dot(0), none, tape->path());
  for (int l = 0; l <= shape_.depth; ++l) {
    auto z_dot = tape->h_dot(l + 1);
    if (tape->keeps_tangents_ && l < shape_.depth) {
      // zdot_l = W_l hdot_l,  recorded: gelu''(z_l) * zdot_l,  hdot_{l+1} = gelu'(z_l) * zdot_l
      MultiplyScale(layers_[l].weight, tape->h_dot(l), none, z_dot);
      tape->curvature(l).array() *= z_dot.array();
      z_dot.array() *= tape->slope(l).array();
    } else {
      // zdot_l = W_l hdot_l,  hdot_{l+1} = gelu'(z_l) * zdot_l
      MultiplyScale(layers_[l].weight, tape->h_dot(l), tape->slope(l), z_dot);
    }
  }
  // udot = W_L hdot_L + A hdot_0
  if (shape_.has_linear_path) tape->h_dot(shape_.depth + 1) += tape->path();
  outputs_dot = tape->h_dot(shape_.depth + 1).leftCols(outputs_dot.cols());
}

template <typename Scalar>
void Mlp<Scalar>::Backward(const ConstBatch& outputs_bar, const ConstBatch& outputs_dot_bar,
                           Tape<Scalar>* tape) {
  const bool through_jvp = tape->keeps_tangents_;
  LoadBatch<Scalar>(outputs_bar, tape->z_bar(shape_.depth));
  if (through_jvp) LoadBatch<Scalar>(outputs_dot_bar, tape->z_dot_bar(shape_.depth));
  if (shape_.has_linear_path) {
    // Abar += ubar h_0^T + udotbar hdot_0^T
    AddToWeightBar(tape->z_bar(shape_.depth), tape->h(0), &path_);
    if (through_jvp) AddToWeightBar(tape->z_dot_bar(shape_.depth), tape->h_dot(0), &path_);
  }
  const Matrix<Scalar> none;
  for (int l = shape_.depth; l >= 0; --l) {
    // Wbar_l += zbar_l h_l^T + zdotbar_l hdot_l^T
    AddToWeightBar(tape->z_bar(l), tape->h(l), &layers_[l]);
    if (through_jvp) AddToWeightBar(tape->z_dot_bar(l), tape->h_dot(l), &layers_[l]);
    // bbar_l += sum over the batch of zbar_l
    AddColumns<Scalar>(tape->z_bar(l), &layers_[l].bias_bar);
    if (l == 0) break;
    // hbar_l = W_l^T zbar_l,  zbar_{l-1} = gelu'(z_{l-1}) * hbar_l
    MultiplyScale(layers_[l].transposed, tape->z_bar(l), tape->slope(l - 1), tape->z_bar(l - 1));
    if (!through_jvp) continue;
    // hdotbar_l = W_l^T zdotbar_l,  zdotbar_{l-1} = gelu'(z_{l-1}) * hdotbar_l,
    // zbar_{l-1} += gelu''(z_{l-1}) * zdot_{l-1} * hdotbar_l
    auto h_dot_bar = tape->z_dot_bar(l - 1);
    MultiplyScale(layers_[l].transposed, tape->z_dot_bar(l), none, h_dot_bar);
    AddProduct<Scalar>(tape->curvature(l - 1), h_dot_bar, tape->z_bar(l - 1));
    h_dot_bar.array() *= tape->slope(l - 1).array();
  }
}

template <typename Scalar>
void Mlp<Scalar>::AddToWeightBar(const ConstBatch& z_bar, const ConstBatch& h, Layer* layer) {
  // SIMD vectors run along the longer side: the outputs of the first layer, which has few inputs,
  // and the inputs of the others, of which the last has few outputs.
  if (layer->shape.weight_offset == 0) {
    AddOuterProduct<Scalar>(z_bar, h, layer->weight_bar);
  } else {
    AddOuterProduct<Scalar>(h, z_bar, layer->weight_bar);
  }
}

template <typename Scalar>
void Mlp<Scalar>::ClearGradient() {
  for (Layer& layer : layers_) {
    layer.weight_bar.setZero();
    layer.bias_bar.setZero();
  }
  path_.weight_bar.setZero();
}

template <typename Scalar>
void Mlp<Scalar>::CopyGradient(Scalar* gradient) const {
  for (const Layer& layer : layers_) {
    const LayerShape& l = layer.shape;
    CopyWeightBar(layer, gradient);
    VectorMap<Scalar>(gradient + l.bias_offset, l.outputs) = layer.bias_bar.head(l.outputs);
  }
  if (shape_.has_linear_path) CopyWeightBar(path_, gradient);
}

template <typename Scalar>
void Mlp<Scalar>::CopyWeightBar(const Layer& layer, Scalar* gradient) {
  const LayerShape& l = layer.shape;
  MatrixMap<Scalar> weight(gradient + l.weight_offset, l.inputs, l.outputs);  // [out, in]
  if (l.weight_offset == 0) {
    weight = layer.weight_bar.topLeftCorner(l.outputs, l.inputs).transpose();
  } else {
    weight = layer.weight_bar.topLeftCorner(l.inputs, l.outputs);
  }
}

template class Tape<float>;
template class Tape<double>;
template class Mlp<float>;
template class Mlp<double>;

}  // namespace meanflow
