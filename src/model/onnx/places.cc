// Nodes that pool, pad or subsample pixels, and nodes that only change the shape.

#include <algorithm>
#include <limits>

#include "engine/channel_padding.h"
#include "engine/pooling.h"
#include "engine/spatial_padding.h"
#include "model/onnx/constants.h"
#include "model/onnx/importer.h"

namespace residua::onnx {
namespace {

using engine::PoolingKind;

// The axis of the height in a shape of four dimensions. The axis of the width follows.
std::size_t HeightAxis(const Value& x) { return x.channels_last ? 1 : 2; }

bool IsOne(std::int64_t size) { return size == 1; }

}  // namespace

void Importer::Constant(const NodeReader& node) {
  Value value{.kind = ValueKind::kConstant};
  for (const OnnxAttribute& attribute : node.node().attributes) {
    if (attribute.tensor != kNoOnnxTensor) {
      const OnnxTensor& tensor = program_.tensors[attribute.tensor];
      value.kind = tensor.known ? ValueKind::kConstant : ValueKind::kWeight;
      value.shape = tensor.shape;
      value.type = tensor.type;
      value.numbers = tensor.values;
      value.tensor = attribute.tensor;
    } else if (attribute.name.starts_with("value_") && !attribute.numbers.empty()) {
      value.numbers = attribute.numbers;
      // A single number is a scalar without dimensions.
      if (attribute.name.ends_with('s')) {
        value.shape = {static_cast<std::int64_t>(value.numbers.size())};
      }
      if (attribute.name.starts_with("value_int")) value.type = DType::kI64;
    } else {
      node.Refuse("its value is no tensor");
    }
  }
  if (value.kind == ValueKind::kConstant && value.numbers.size() != value.elements()) {
    node.Refuse("it has no value");
  }
  node.Set(value);
}

void Importer::ConstantOfShape(const NodeReader& node) {
  Value value{.kind = ValueKind::kConstant, .shape = node.Integers("", 0), .type = DType::kF32};
  double number = 0;
  if (const OnnxAttribute* const found = node.node().Find("value")) {
    if (found->tensor == kNoOnnxTensor || program_.tensors[found->tensor].values.empty()) {
      node.Refuse("it has no value");
    }
    number = program_.tensors[found->tensor].values[0];
    value.type = program_.tensors[found->tensor].type;
  }
  constexpr std::int64_t kMostElements = 1 << 20;
  std::int64_t elements = 1;
  for (const std::int64_t size : value.shape) {
    if (size < 0 || size > kMostElements) node.Refuse("it is too large");
    elements *= size;
    if (elements > kMostElements) node.Refuse("it is too large");
  }
  value.numbers.assign(static_cast<std::size_t>(elements), number);
  node.Set(value);
}

void Importer::Pass(const NodeReader& node) {
  const Value& value = node.In(0);
  if (value.kind == ValueKind::kMaps && node.op() == "Cast") {
    // Casts between floating-point types have no effect, since computation uses 32 bits.
    const std::int64_t to = node.Integer("to", 1);
    const bool to_codes = value.codes && (to == 2 || to == 3);
    if (to != 1 && to != 10 && to != 11 && to != 16 && !to_codes) {
      node.Refuse("it makes whole numbers");
    }
  }
  if (node.op() == "Expand") node.Maps(0);
  node.Set(Value(value));
}

void Importer::ShapeOf(const NodeReader& node) {
  const Value& value = node.In(0);
  Value shape{.kind = ValueKind::kConstant, .type = DType::kI64};
  const auto rank = static_cast<std::int64_t>(value.shape.size());
  const auto place = [&](const char* attribute, std::int64_t otherwise) {
    const std::int64_t given = node.Integer(attribute, otherwise);
    return std::clamp<std::int64_t>(given < 0 ? given + rank : given, 0, rank);
  };
  for (std::int64_t i = place("start", 0); i < place("end", rank); ++i) {
    shape.numbers.push_back(static_cast<double>(value.shape[static_cast<std::size_t>(i)]));
  }
  shape.shape = {static_cast<std::int64_t>(shape.numbers.size())};
  node.Set(shape);
}

void Importer::Rearrange(const NodeReader& node) {
  Value value = node.In(0);
  Dimensions to = node.op() == "Reshape" ? Reshaped(node, value.shape, node.Integers("shape", 1))
                                         : Rearranged(node, value.shape);
  if (to == value.shape) return node.Set(value);
  if (value.kind != ValueKind::kMaps) node.Refuse("it gives weights another shape");
  const Shape4& shape = ShapeOf(value);
  const bool is_list = to.size() == 2 && to[0] == batch_;
  // Values of a single pixel keep their order in any shape.
  const bool one_place = shape.height * shape.width == 1 && !to.empty() && to[0] == batch_ &&
                         std::ranges::count_if(to.begin() + 1, to.end(), IsOne) + 2 >=
                             static_cast<std::ptrdiff_t>(to.size());
  if (!is_list && !one_place) node.Refuse("it mixes channels and pixels");
  if (value.shape.size() == 4 && to.size() == 2 && value.channels_last &&
      shape.height * shape.width > 1) {
    node.Refuse("it makes a list of pixels whose channels come last");
  }
  if (to.size() == 4) value.channels_last = to[1] == 1 && to[3] != 1;
  value.shape = std::move(to);
  node.Set(value);
}

void Importer::Transpose(const NodeReader& node) {
  Value value = node.In(0);
  const std::vector<std::int64_t> order = node.Integers("perm");
  if (value.kind == ValueKind::kWeight) {
    if (value.shape.size() != 2 || (!order.empty() && order != Dimensions{1, 0})) {
      node.Refuse("it turns weights of more than two dimensions");
    }
    value.code.transposed = !value.code.transposed;
    value.code.axis = 1 - value.code.axis;
    std::swap(value.shape[0], value.shape[1]);
    return node.Set(value);
  }
  const Value& x = node.Maps(0);
  const bool to_first = x.channels_last && order == Dimensions{0, 3, 1, 2};
  const bool to_last = !x.channels_last && order == Dimensions{0, 2, 3, 1};
  Dimensions turned;
  if (order.size() != x.shape.size()) node.Refuse("its order is of another rank");
  for (const std::int64_t axis : order) {
    turned.push_back(x.shape[AxisOf(node, axis, order.size())]);
  }
  const Shape4& shape = ShapeOf(x);
  const bool one_place = shape.height * shape.width == 1 && !order.empty() && order[0] == 0;
  if (!one_place && (x.shape.size() != 4 || (!to_first && !to_last))) {
    node.Refuse("it turns images");
  }
  value.shape = std::move(turned);
  if (value.shape.size() == 4) {
    value.channels_last = one_place ? value.shape[1] == 1 && value.shape[3] != 1 : to_last;
  }
  node.Set(value);
}

void Importer::Pool(const NodeReader& node) {
  const Value& x = node.Maps(0);
  if (x.shape.size() != 4 || x.channels_last) node.Refuse("its input is no N x C x H x W");
  const bool max = node.op() == "MaxPool";
  const std::vector<std::int64_t> window = node.Integers("kernel_shape");
  std::vector<std::int64_t> strides = node.Integers("strides");
  if (strides.empty()) strides = {1, 1};
  constexpr std::int64_t kMostPixels = 4096;
  if (window.size() != 2 || strides.size() != 2) node.Refuse("it is not over height and width");
  for (const std::int64_t pixels : {window[0], window[1], strides[0], strides[1]}) {
    if (pixels < 1 || pixels > kMostPixels) node.Refuse("its window is out of range");
  }
  for (const std::int64_t dilation : node.Integers("dilations")) {
    if (dilation != 1) node.Refuse("its window is dilated");
  }
  const std::vector<std::int64_t> pads = node.Integers("pads");
  const bool padded = std::ranges::any_of(pads, [](std::int64_t pad) { return pad != 0; }) ||
                      node.Says("auto_pad", "SAME_UPPER") || node.Says("auto_pad", "SAME_LOWER");
  std::size_t from = x.step;
  engine::PoolingOptions pooling;
  if (window[0] == x.shape[2] && window[1] == x.shape[3] && !padded) {
    pooling.kind = max ? PoolingKind::kGlobalMax : PoolingKind::kGlobalAverage;
  } else {
    if (window[0] != window[1] || strides[0] != strides[1]) {
      node.Refuse("its window or its stride is not square");
    }
    const auto side = static_cast<std::size_t>(window[0]);
    const auto stride = static_cast<std::size_t>(strides[0]);
    const bool counts = node.Integer("count_include_pad", 0) != 0;
    const auto [padded_step, padding] =
        Padded(node, x.step, side, stride, max ? std::numeric_limits<float>::lowest() : 0);
    if (padded_step != from && !max && !counts) {
      node.Refuse("it averages over other pads on one side than on the other");
    }
    if (padding >= side) node.Refuse("its pads are as wide as its window");
    from = padded_step;
    pooling = {.kind = max ? PoolingKind::kMax : PoolingKind::kAverage,
               .window = side,
               .stride = stride,
               .padding = padding,
               .ceil_mode = node.Integer("ceil_mode", 0) != 0,
               .count_include_pad = counts};
  }
  AddPooling(node, x, from, pooling);
}

void Importer::PoolAll(const NodeReader& node) {
  const Value& x = node.Maps(0);
  if (x.shape.size() != 4) node.Refuse("its input is no image");
  const bool reduces = node.op().starts_with("Reduce");
  bool keeps = true;
  if (reduces) {
    std::vector<std::size_t> axes;
    for (const std::int64_t axis : node.Integers("axes", 1)) axes.push_back(AxisOf(node, axis, 4));
    std::ranges::sort(axes);
    const std::size_t height = HeightAxis(x);
    if (axes != std::vector<std::size_t>{height, height + 1}) {
      node.Refuse("it is not over height and width");
    }
    keeps = node.Integer("keepdims", 1) != 0;
  } else if (x.channels_last) {
    node.Refuse("its input is no N x C x H x W");
  }
  const bool max = node.op().ends_with("MaxPool") || node.op().ends_with("Max");
  AddPooling(node, x, x.step,
             {.kind = max ? PoolingKind::kGlobalMax : PoolingKind::kGlobalAverage});
  if (!keeps) {
    Value& pooled = node.Out();
    pooled.shape = {batch_, static_cast<std::int64_t>(ShapeOf(pooled).channels)};
  }
}

void Importer::AddPooling(const NodeReader& node, const Value& x, std::size_t from,
                          const engine::PoolingOptions& pooling) {
  Step& made = Begin(node, StepKind::kPooling, from);
  made.pooling = pooling;
  made.operation = std::make_unique<engine::PoolingOperator>(pooling);
  Finish(node, x);
}

void Importer::Pad(const NodeReader& node) {
  const Value& x = node.Maps(0);
  std::vector<std::int64_t> pads = node.Integers("pads", 1);
  const std::size_t rank = x.shape.size();
  if (rank != 4) node.Refuse("its input is no image");
  if (const std::vector<std::int64_t> axes = node.Integers("", 3); !axes.empty()) {
    if (pads.size() != 2 * axes.size()) node.Refuse("its pads are of another number");
    std::vector<std::int64_t> all(2 * rank, 0);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const std::size_t axis = AxisOf(node, axes[i], rank);
      all[axis] = pads[i];
      all[axis + rank] = pads[i + axes.size()];
    }
    pads = std::move(all);
  }
  if (pads.size() != 2 * rank) node.Refuse("its pads are of another number");
  constexpr std::int64_t kMost = 4096;
  for (const std::int64_t pad : pads) {
    if (pad < 0 || pad > kMost) node.Refuse("pads are out of range");
  }
  if (std::ranges::all_of(pads, [](std::int64_t pad) { return pad == 0; })) return node.Set(x);
  const std::size_t height = HeightAxis(x);
  const std::size_t channel = ChannelAxis(node, x);
  const auto pad = [&](std::size_t axis) { return static_cast<std::size_t>(pads[axis]); };
  const bool reflects = node.Says("mode", "reflect");
  const bool repeats = node.Says("mode", "edge");
  const double value = node.Has(2) && !node.Constant(2).numbers.empty()
                           ? node.Constant(2).numbers[0]
                           : node.Real("value", 0);
  const bool around =
      pads[height] + pads[height + 1] + pads[height + rank] + pads[height + 1 + rank] != 0;
  const bool channels = pads[channel] + pads[channel + rank] != 0;
  if (pads[0] + pads[rank] != 0 || (around && channels)) {
    node.Refuse("it pads other axes than height and width");
  }
  Step& made = Begin(node, StepKind::kPadding, x.step);
  if (channels) {
    if (value != 0 || reflects || repeats) node.Refuse("it pads channels by no zeros");
    made.kind = StepKind::kChannelPadding;
    made.operation = std::make_unique<engine::ChannelPaddingOperator>(engine::ChannelPaddingOptions{
        .stride = 1, .before = pad(channel), .after = pad(channel + rank)});
  } else {
    if (node.Says("mode", "wrap")) node.Refuse("it wraps around");
    made.reflects = reflects;
    made.operation = std::make_unique<engine::SpatialPaddingOperator>(
        engine::SpatialPaddingOptions{.top = pad(height),
                                      .left = pad(height + 1),
                                      .bottom = pad(height + rank),
                                      .right = pad(height + 1 + rank),
                                      .mode = reflects  ? engine::PaddingMode::kReflect
                                              : repeats ? engine::PaddingMode::kEdge
                                                        : engine::PaddingMode::kConstant,
                                      .value = static_cast<float>(value)});
  }
  Finish(node, x);
}

// Takes every n-th pixel, as shortcuts without weights do. One node slices both axes, or two nodes
// slice the rows and then the columns.
void Importer::Thin(const NodeReader& node) {
  Value x = node.In(0);
  const std::size_t before = x.thinned;
  if (x.kind != ValueKind::kMaps || x.codes || x.ending != Ending::kNone || x.shape.size() != 4) {
    node.Refuse("its input is no image");
  }
  const std::vector<std::int64_t> starts = node.Integers("starts", 1);
  const std::vector<std::int64_t> ends = node.Integers("ends", 2);
  const std::vector<std::int64_t> axes = node.Integers("axes", 3);
  const std::vector<std::int64_t> steps = node.Integers("steps", 4);
  std::size_t strides[4] = {1, 1, 1, 1};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t axis =
        AxisOf(node, i < axes.size() ? axes[i] : static_cast<std::int64_t>(i), 4);
    const std::int64_t step = i < steps.size() ? steps[i] : 1;
    if (starts[i] != 0 || i >= ends.size() || ends[i] < x.shape[axis] || step < 1 || step > 4096) {
      node.Refuse("it cuts a piece out");
    }
    strides[axis] = static_cast<std::size_t>(step);
    x.shape[axis] = (x.shape[axis] + step - 1) / step;
  }
  const std::size_t height = HeightAxis(x);
  const std::size_t rows = strides[height];
  const std::size_t columns = strides[height + 1];
  if (strides[0] != 1 || strides[x.channels_last ? 3 : 1] != 1) {
    node.Refuse("it leaves channels out");
  }
  if (rows == 1 && columns == 1) return node.Set(x);
  if (before == 0 && columns == 1) {
    x.thinned = rows;
    return node.Set(x);
  }
  if ((before == 0 ? rows : before) != columns || (before != 0 && rows != 1)) {
    node.Refuse("it leaves out other rows than columns");
  }
  Step& made = Begin(node, StepKind::kChannelPadding, x.step);
  made.operation = std::make_unique<engine::ChannelPaddingOperator>(
      engine::ChannelPaddingOptions{.stride = columns});
  Finish(node, x);
}

}  // namespace residua::onnx
