#include "meanflow/mlp.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "meanflow/random.h"

namespace meanflow {
namespace {

/// Copies a contiguous (rows, batch) matrix into padded columns. Fills the columns from the batch
/// to the next column tile with zeros, which add nothing to any gradient. Returns the number of
/// columns.
template <typename Scalar>
int LoadColumns(const Scalar* from, int rows, int batch, AlignedMatrix<Scalar>* to) {
  const int columns = RoundUp(batch, kColumnTile);
  for (int j = 0; j < columns; ++j) {
    Scalar* column = to->column(j);
    if (j < batch) {
      std::copy_n(from + j * rows, rows, column);
      std::fill(column + rows, column + RoundUp(rows, kRowTile<Scalar>), Scalar(0));
    } else {
      std::fill_n(column, RoundUp(rows, kRowTile<Scalar>), Scalar(0));
    }
  }
  return columns;
}

template <typename Scalar>
void StoreColumns(const AlignedMatrix<Scalar>& from, int rows, int batch, Scalar* to) {
  for (int j = 0; j < batch; ++j) std::copy_n(from.column(j), rows, to + j * rows);
}

}  // namespace

LayerShape MlpShape::Layer(int index) const {
  assert(index >= 0 && index <= depth);
  LayerShape layer{index == 0 ? inputs : width, index == depth ? kOutputs : width, 0, 0};
  if (index > 0) layer.weight_offset = width * (inputs + 1) + (index - 1) * width * (width + 1);
  layer.bias_offset = layer.weight_offset + layer.inputs * layer.outputs;
  return layer;
}

int MlpShape::ParameterCount() const { return Layer(depth).bias_offset + kOutputs; }

MlpShape ShapeOf(Method method, const NetworkConfig& network) {
  return {NetworkInputs(method), network.width, network.depth};
}

std::vector<float> InitialParameters(const MlpShape& shape, std::uint32_t seed) {
  const RandomSource random{seed, Stream::kInitialisation};
  std::vector<float> parameters(shape.ParameterCount());
  for (int index = 0; index < shape.LayerCount(); ++index) {
    const LayerShape layer = shape.Layer(index);
    const double bound = 1 / std::sqrt(static_cast<double>(layer.inputs));
    for (int i = layer.weight_offset; i < layer.bias_offset + layer.outputs; ++i) {
      parameters[i] = static_cast<float>(bound * (2 * Uniform(random.Words(0, i)[0]) - 1));
    }
  }
  return parameters;
}

template <typename Scalar>
Tape<Scalar>::Tape(const MlpShape& shape, int capacity, bool with_tangents)
    : inputs_(shape.inputs, capacity) {
  for (int l = 0; l < shape.depth; ++l) {
    hidden_.emplace_back(shape.width, capacity);
    derivative_.emplace_back(shape.width, capacity);
    if (!with_tangents) continue;
    hidden_dot_.emplace_back(shape.width, capacity);
    curvature_.emplace_back(shape.width, capacity);
  }
  if (with_tangents) inputs_dot_ = AlignedMatrix<Scalar>(shape.inputs, capacity);
  const int widest = std::max({shape.width, shape.inputs, MlpShape::kOutputs});
  for (int i = 0; i < (with_tangents ? 4 : 2); ++i) {
    work_[i] = AlignedMatrix<Scalar>(widest, capacity);
  }
}

template <typename Scalar>
Mlp<Scalar>::Mlp(const MlpShape& shape) : shape_(shape) {
  for (int index = 0; index < shape.LayerCount(); ++index) {
    const LayerShape l = shape.Layer(index);
    const bool first = index == 0;
    layers_.push_back({
        .shape = l,
        .weight = PackedMatrix<Scalar>(l.outputs, l.inputs),
        .transposed = first ? PackedMatrix<Scalar>() : PackedMatrix<Scalar>(l.inputs, l.outputs),
        .bias = std::vector<Scalar>(RoundUp(l.outputs, kRowTile<Scalar>), Scalar(0)),
        // SIMD vectors run along the longer side: the outputs of the first layer, which has few
        // inputs, and the inputs of the others, of which the last has few outputs.
        .weight_bar = first ? AlignedMatrix<Scalar>(l.outputs, l.inputs)
                            : AlignedMatrix<Scalar>(l.inputs, l.outputs),
        .bias_bar = std::vector<Scalar>(RoundUp(l.outputs, kRowTile<Scalar>), Scalar(0)),
    });
  }
}

template <typename Scalar>
void Mlp<Scalar>::SetParameters(const Scalar* parameters) {
  for (Layer& layer : layers_) {
    const LayerShape& l = layer.shape;
    const Scalar* weight = parameters + l.weight_offset;
    layer.weight.Pack(weight, l.inputs, 1);
    if (l.weight_offset > 0) layer.transposed.Pack(weight, 1, l.inputs);
    std::copy_n(parameters + l.bias_offset, l.outputs, layer.bias.begin());
  }
}

template <typename Scalar>
void Mlp<Scalar>::Evaluate(const Scalar* inputs, int batch, Tape<Scalar>* tape,
                           Scalar* outputs) const {
  const int columns = LoadColumns(inputs, shape_.inputs, batch, &tape->inputs_);
  const AlignedMatrix<Scalar>* h = &tape->inputs_;
  for (int l = 0; l < shape_.depth; ++l) {
    AlignedMatrix<Scalar>* next = &tape->hidden_[l % 2];
    MultiplyGelu<Scalar>(layers_[l].weight, layers_[l].bias.data(), *h, columns, next, nullptr);
    h = next;
  }
  Multiply(layers_.back().weight, layers_.back().bias.data(), *h, columns, &tape->work_[0]);
  StoreColumns(tape->work_[0], MlpShape::kOutputs, batch, outputs);
}

template <typename Scalar>
void Mlp<Scalar>::Forward(const Scalar* inputs, int batch, Tape<Scalar>* tape,
                          Scalar* outputs) const {
  const int columns = LoadColumns(inputs, shape_.inputs, batch, &tape->inputs_);
  const AlignedMatrix<Scalar>* h = &tape->inputs_;
  for (int l = 0; l < shape_.depth; ++l) {
    MultiplyGelu(layers_[l].weight, layers_[l].bias.data(), *h, columns, &tape->hidden_[l],
                 &tape->derivative_[l]);
    h = &tape->hidden_[l];
  }
  Multiply(layers_.back().weight, layers_.back().bias.data(), *h, columns, &tape->work_[0]);
  StoreColumns(tape->work_[0], MlpShape::kOutputs, batch, outputs);
}

template <typename Scalar>
void Mlp<Scalar>::Jvp(const Scalar* inputs, const Scalar* inputs_dot, int batch, Tape<Scalar>* tape,
                      Scalar* outputs, Scalar* outputs_dot) const {
  Forward(inputs, batch, tape, outputs);
  AlignedMatrix<Scalar>* h_dot = &tape->work_[0];
  AlignedMatrix<Scalar>* next = &tape->work_[1];
  const int columns = LoadColumns(inputs_dot, shape_.inputs, batch, h_dot);
  for (int l = 0; l < shape_.depth; ++l) {
    MultiplyScale(layers_[l].weight, *h_dot, columns, &tape->derivative_[l], next);
    std::swap(h_dot, next);
  }
  MultiplyScale<Scalar>(layers_.back().weight, *h_dot, columns, nullptr, next);
  StoreColumns(*next, MlpShape::kOutputs, batch, outputs_dot);
}

template <typename Scalar>
void Mlp<Scalar>::Backward(const Scalar* outputs_bar, int batch, Tape<Scalar>* tape) {
  AlignedMatrix<Scalar>* z_bar = &tape->work_[0];
  AlignedMatrix<Scalar>* next = &tape->work_[1];
  const int columns = LoadColumns(outputs_bar, MlpShape::kOutputs, batch, z_bar);
  z_bar->SetRows(MlpShape::kOutputs);
  for (int l = shape_.depth; l > 0; --l) {
    Layer& layer = layers_[l];
    AddOuterProduct(tape->hidden_[l - 1], *z_bar, columns, &layer.weight_bar);
    AddColumns(*z_bar, columns, layer.bias_bar.data());
    next->SetRows(shape_.width);
    MultiplyScale(layer.transposed, *z_bar, columns, &tape->derivative_[l - 1], next);
    std::swap(z_bar, next);
  }
  AddOuterProduct(*z_bar, tape->inputs_, columns, &layers_[0].weight_bar);
  AddColumns(*z_bar, columns, layers_[0].bias_bar.data());
}

template <typename Scalar>
void Mlp<Scalar>::JvpForBackward(const Scalar* inputs, const Scalar* inputs_dot, int batch,
                                 Tape<Scalar>* tape, Scalar* outputs, Scalar* outputs_dot) const {
  const int columns = LoadColumns(inputs, shape_.inputs, batch, &tape->inputs_);
  LoadColumns(inputs_dot, shape_.inputs, batch, &tape->inputs_dot_);
  const AlignedMatrix<Scalar>* h = &tape->inputs_;
  const AlignedMatrix<Scalar>* h_dot = &tape->inputs_dot_;
  for (int l = 0; l < shape_.depth; ++l) {
    const Layer& layer = layers_[l];
    MultiplyGeluSecond(layer.weight, layer.bias.data(), *h, columns, &tape->hidden_[l],
                       &tape->derivative_[l], &tape->curvature_[l]);
    MultiplyScale<Scalar>(layer.weight, *h_dot, columns, nullptr, &tape->hidden_dot_[l]);
    PropagateTangent(tape->derivative_[l], columns, &tape->curvature_[l], &tape->hidden_dot_[l]);
    h = &tape->hidden_[l];
    h_dot = &tape->hidden_dot_[l];
  }
  Multiply(layers_.back().weight, layers_.back().bias.data(), *h, columns, &tape->work_[0]);
  StoreColumns(tape->work_[0], MlpShape::kOutputs, batch, outputs);
  MultiplyScale<Scalar>(layers_.back().weight, *h_dot, columns, nullptr, &tape->work_[0]);
  StoreColumns(tape->work_[0], MlpShape::kOutputs, batch, outputs_dot);
}

template <typename Scalar>
void Mlp<Scalar>::BackwardThroughJvp(const Scalar* outputs_bar, const Scalar* outputs_dot_bar,
                                     int batch, Tape<Scalar>* tape) {
  AlignedMatrix<Scalar>* z_bar = &tape->work_[0];
  AlignedMatrix<Scalar>* next = &tape->work_[1];
  AlignedMatrix<Scalar>* z_dot_bar = &tape->work_[2];
  AlignedMatrix<Scalar>* next_dot = &tape->work_[3];
  const int columns = LoadColumns(outputs_bar, MlpShape::kOutputs, batch, z_bar);
  LoadColumns(outputs_dot_bar, MlpShape::kOutputs, batch, z_dot_bar);
  z_bar->SetRows(MlpShape::kOutputs);
  z_dot_bar->SetRows(MlpShape::kOutputs);
  for (int l = shape_.depth; l > 0; --l) {
    Layer& layer = layers_[l];
    AddOuterProduct(tape->hidden_[l - 1], *z_bar, columns, &layer.weight_bar);
    AddOuterProduct(tape->hidden_dot_[l - 1], *z_dot_bar, columns, &layer.weight_bar);
    AddColumns(*z_bar, columns, layer.bias_bar.data());
    next->SetRows(shape_.width);
    next_dot->SetRows(shape_.width);
    const AlignedMatrix<Scalar>& derivative = tape->derivative_[l - 1];
    MultiplyScale(layer.transposed, *z_bar, columns, &derivative, next);
    MultiplyScale<Scalar>(layer.transposed, *z_dot_bar, columns, nullptr, next_dot);
    PropagateCotangent(tape->curvature_[l - 1], derivative, columns, next, next_dot);
    std::swap(z_bar, next);
    std::swap(z_dot_bar, next_dot);
  }
  AddOuterProduct(*z_bar, tape->inputs_, columns, &layers_[0].weight_bar);
  AddOuterProduct(*z_dot_bar, tape->inputs_dot_, columns, &layers_[0].weight_bar);
  AddColumns(*z_bar, columns, layers_[0].bias_bar.data());
}

template <typename Scalar>
void Mlp<Scalar>::ClearGradient() {
  for (Layer& layer : layers_) {
    layer.weight_bar.SetZero();
    std::fill(layer.bias_bar.begin(), layer.bias_bar.end(), Scalar(0));
  }
}

template <typename Scalar>
void Mlp<Scalar>::CopyGradient(Scalar* gradient) const {
  for (const Layer& layer : layers_) {
    const LayerShape& l = layer.shape;
    Scalar* weight = gradient + l.weight_offset;
    if (l.weight_offset == 0) {  // stored transposed, see the constructor
      for (int out = 0; out < l.outputs; ++out) {
        for (int in = 0; in < l.inputs; ++in) {
          weight[out * l.inputs + in] = layer.weight_bar.column(in)[out];
        }
      }
    } else {
      StoreColumns(layer.weight_bar, l.inputs, l.outputs, weight);
    }
    std::copy_n(layer.bias_bar.begin(), l.outputs, gradient + l.bias_offset);
  }
}

template class Tape<float>;
template class Tape<double>;
template class Mlp<float>;
template class Mlp<double>;

}  // namespace meanflow
