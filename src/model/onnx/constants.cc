#include "model/onnx/constants.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace residua::onnx {
namespace {

// The maximum number of elements of a computed constant.
constexpr std::size_t kMostElements = 1 << 20;

// A constant as a sequence of `count` slices along an axis, repeated `outer` times. Each slice has
// `inner` contiguous numbers.
struct Along {
  std::size_t outer = 1;
  std::size_t count = 1;
  std::size_t inner = 1;
};

Along View(const Value& value, std::size_t axis) {
  Along along;
  for (std::size_t i = 0; i < value.shape.size(); ++i) {
    const auto size = static_cast<std::size_t>(value.shape[i]);
    (i < axis ? along.outer : i == axis ? along.count : along.inner) *= size;
  }
  return along;
}

// The slices at `places` along the axis.
Value Pick(const NodeReader& node, const Value& value, std::size_t axis,
           const std::vector<std::int64_t>& places) {
  const Along along = View(value, axis);
  Value result{.kind = ValueKind::kConstant, .shape = value.shape, .type = value.type};
  result.shape[axis] = static_cast<std::int64_t>(places.size());
  for (std::size_t outer = 0; outer < along.outer; ++outer) {
    for (std::int64_t place : places) {
      if (place < 0) place += static_cast<std::int64_t>(along.count);
      if (place < 0 || place >= static_cast<std::int64_t>(along.count)) {
        node.Refuse("it reads beyond an end");
      }
      const std::size_t begin =
          (outer * along.count + static_cast<std::size_t>(place)) * along.inner;
      if (result.numbers.size() + along.inner > kMostElements) node.Refuse("it is too large");
      result.numbers.insert(result.numbers.end(), value.numbers.begin() + begin,
                            value.numbers.begin() + begin + along.inner);
    }
  }
  return result;
}

Value Gather(const NodeReader& node) {
  const Value& data = node.Constant(0);
  const Value& indices = node.Constant(1);
  if (data.shape.empty()) node.Refuse("it picks from one number");
  const std::size_t axis = AxisOf(node, node.Integer("axis", 0), data.shape.size());
  Value result = Pick(node, data, axis, node.Integers("", 1));
  // The shape of the indices replaces the axis.
  result.shape.erase(result.shape.begin() + axis);
  result.shape.insert(result.shape.begin() + axis, indices.shape.begin(), indices.shape.end());
  return result;
}

Value Concat(const NodeReader& node) {
  Value result = node.Constant(0);
  const std::size_t axis = AxisOf(node, node.Integer("axis", 0), result.shape.size());
  const std::size_t outer = View(result, axis).outer;
  std::vector<double> numbers;
  result.shape[axis] = 0;
  for (std::size_t row = 0; row < outer; ++row) {
    for (std::size_t i = 0; i < node.inputs(); ++i) {
      const Value& part = node.Constant(i);
      if (part.shape.size() != result.shape.size()) node.Refuse("its inputs differ in rank");
      const std::size_t length = part.numbers.size() / std::max<std::size_t>(1, outer);
      if (numbers.size() + length > kMostElements || length * outer != part.numbers.size()) {
        node.Refuse("its inputs do not fit together");
      }
      numbers.insert(numbers.end(), part.numbers.begin() + row * length,
                     part.numbers.begin() + (row + 1) * length);
      if (row == 0) result.shape[axis] += part.shape[axis];
    }
  }
  result.numbers = std::move(numbers);
  if (result.elements() != result.numbers.size()) node.Refuse("its inputs do not fit together");
  return result;
}

Value Slice(const NodeReader& node) {
  Value result = node.Constant(0);
  const std::vector<std::int64_t> starts = node.Integers("starts", 1);
  const std::vector<std::int64_t> ends = node.Integers("ends", 2);
  const std::vector<std::int64_t> axes = node.Integers("axes", 3);
  const std::vector<std::int64_t> steps = node.Integers("steps", 4);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (i >= ends.size()) node.Refuse("a start has no end");
    const std::size_t axis =
        AxisOf(node, i < axes.size() ? axes[i] : static_cast<std::int64_t>(i), result.shape.size());
    const std::int64_t size = result.shape[axis];
    const std::int64_t step = i < steps.size() ? steps[i] : 1;
    if (step == 0) node.Refuse("its step is 0");
    const auto clamp = [&](std::int64_t place) {
      if (place < 0) place += size;
      return step > 0 ? std::clamp<std::int64_t>(place, 0, size)
                      : std::clamp<std::int64_t>(place, -1, size - 1);
    };
    const std::int64_t end = clamp(ends[i] < -size ? -size - 1 : ends[i]);
    std::vector<std::int64_t> places;
    for (std::int64_t place = clamp(starts[i]); step > 0 ? place < end : place > end;) {
      places.push_back(place);
      if (step > size || step < -size) break;
      place += step;
    }
    result = Pick(node, result, axis, places);
  }
  return result;
}

Value Transpose(const NodeReader& node) {
  const Value& from = node.Constant(0);
  const std::size_t rank = from.shape.size();
  std::vector<std::int64_t> order = node.Integers("perm");
  if (order.empty()) {
    for (std::size_t i = rank; i-- > 0;) order.push_back(static_cast<std::int64_t>(i));
  }
  if (order.size() != rank) node.Refuse("its order is of another rank");
  Value result{.kind = ValueKind::kConstant, .type = from.type};
  std::vector<std::size_t> strides;
  for (const std::int64_t axis : order) {
    const std::size_t from_axis = AxisOf(node, axis, rank);
    result.shape.push_back(from.shape[from_axis]);
    strides.push_back(View(from, from_axis).inner);
  }
  if (result.elements() != from.numbers.size()) node.Refuse("its order names an axis twice");
  for (std::size_t i = 0; i < from.numbers.size(); ++i) {
    std::size_t rest = i;
    std::size_t place = 0;
    for (std::size_t axis = rank; axis-- > 0;) {
      const auto size = static_cast<std::size_t>(result.shape[axis]);
      place += rest % size * strides[axis];
      rest /= size;
    }
    result.numbers.push_back(from.numbers[place]);
  }
  return result;
}

// Rounds a number to the precision in which its type is stored.
double Kept(double number, DType type) {
  return IsFloatingPoint(type) ? static_cast<double>(static_cast<float>(number))
                               : std::trunc(number);
}

// With broadcasting as in NumPy.
Value Arithmetic(const NodeReader& node, char op) {
  const Value& a = node.Constant(0);
  const Value& b = node.Constant(1);
  Value result{.kind = ValueKind::kConstant, .type = a.type};
  const std::size_t rank = std::max(a.shape.size(), b.shape.size());
  const auto size = [&](const Value& value, std::size_t axis) {
    const std::size_t missing = rank - value.shape.size();
    return axis < missing ? std::int64_t{1} : value.shape[axis - missing];
  };
  std::size_t elements = 1;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::int64_t sizes[] = {size(a, axis), size(b, axis)};
    if (sizes[0] != sizes[1] && sizes[0] != 1 && sizes[1] != 1) {
      node.Refuse("its inputs do not fit together");
    }
    result.shape.push_back(sizes[0] == 1 ? sizes[1] : sizes[0]);
    elements *= static_cast<std::size_t>(result.shape.back());
    if (elements > kMostElements) node.Refuse("it is too large");
  }
  const auto at = [&](const Value& value, std::size_t i) {
    std::size_t place = 0;
    std::size_t stride = 1;
    for (std::size_t axis = rank; axis-- > 0;) {
      const auto whole = static_cast<std::size_t>(result.shape[axis]);
      const auto own = static_cast<std::size_t>(size(value, axis));
      if (own > 1) place += i % whole * stride;
      stride *= own;
      i /= whole;
    }
    return value.numbers[place];
  };
  for (std::size_t i = 0; i < elements; ++i) {
    const double x = at(a, i);
    const double y = at(b, i);
    if (op == 'D' && y == 0 && !IsFloatingPoint(a.type)) node.Refuse("it divides by 0");
    result.numbers.push_back(Kept(op == 'A'   ? x + y
                                  : op == 'S' ? x - y
                                  : op == 'M' ? x * y
                                              : x / y,
                                  result.type));
  }
  return result;
}

// Dequantises, (number - zero) * scale, or quantises if `encode`.
Value Code(const NodeReader& node, bool encode) {
  Value result = node.Constant(0);
  const Value& scale = node.Constant(1);
  const Value* const zero = node.Has(2) ? &node.Constant(2) : nullptr;
  std::size_t channels = 1;
  std::size_t inner = 1;
  if (scale.numbers.size() != 1) {
    const Along along = View(result, AxisOf(node, node.Integer("axis", 1), result.shape.size()));
    channels = along.count;
    inner = along.inner;
  }
  if (scale.numbers.size() != channels || (zero && zero->numbers.size() != channels)) {
    node.Refuse("it has scales of another number");
  }
  const DType type = encode ? (zero ? zero->type : DType::kU8) : result.type;
  for (std::size_t i = 0; i < result.numbers.size(); ++i) {
    const std::size_t channel = i / inner % channels;
    const double own_zero = zero ? zero->numbers[channel] : 0;
    const auto by = static_cast<float>(scale.numbers[channel]);
    double& number = result.numbers[i];
    if (encode) {
      const bool is_signed = type == DType::kI8;
      number = std::clamp(
          std::nearbyint(static_cast<double>(static_cast<float>(number) / by)) + own_zero,
          is_signed ? -128.0 : 0.0, is_signed ? 127.0 : 255.0);
    } else {
      number = static_cast<double>(static_cast<float>(number - own_zero) * by);
    }
  }
  result.type = encode ? type : DType::kF32;
  return result;
}

// Whether `type`, a TensorProto.DataType in the "to" attribute of Cast, is a floating-point type.
bool IsFloatingType(std::int64_t type) {
  return type == 1 || type == 10 || type == 11 || type == 16;
}

}  // namespace

std::size_t AxisOf(const NodeReader& node, std::int64_t axis, std::size_t rank) {
  if (axis < 0) axis += static_cast<std::int64_t>(rank);
  if (axis < 0 || axis >= static_cast<std::int64_t>(rank)) {
    node.Refuse("its axis is none of " + std::to_string(rank));
  }
  return static_cast<std::size_t>(axis);
}

Dimensions Reshaped(const NodeReader& node, const Dimensions& from,
                    const std::vector<std::int64_t>& to) {
  Dimensions shape = to;
  const bool keeps_zeros = node.Integer("allowzero", 0) != 0;
  std::int64_t elements = 1;
  for (const std::int64_t size : from) elements *= size;
  std::int64_t known = 1;
  std::size_t open = shape.size();
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0 && !keeps_zeros && i < from.size()) shape[i] = from[i];
    if (shape[i] == -1 && open == shape.size()) {
      open = i;
    } else if (shape[i] < 0 || __builtin_mul_overflow(known, shape[i], &known)) {
      node.Refuse("it asks for a negative size");
    }
  }
  if (open < shape.size()) {
    shape[open] = known > 0 ? elements / known : 0;
    known *= shape[open];
  }
  if (known != elements) {
    node.Refuse(std::to_string(elements) + " elements do not fill its shape of " +
                std::to_string(known));
  }
  return shape;
}

Dimensions Rearranged(const NodeReader& node, const Dimensions& from) {
  Dimensions shape = from;
  if (node.op() == "Flatten") {
    const std::int64_t axis = node.Integer("axis", 1);
    const std::size_t split = axis == static_cast<std::int64_t>(from.size())
                                  ? from.size()
                                  : AxisOf(node, axis, from.size());
    shape = {1, 1};
    for (std::size_t i = 0; i < from.size(); ++i) shape[i < split ? 0 : 1] *= from[i];
    return shape;
  }
  if (node.op() == "Gather") {
    const Value& index = node.Constant(1);
    const std::size_t axis = AxisOf(node, node.Integer("axis", 0), from.size());
    if (from[axis] != 1 || index.numbers.size() != 1 ||
        (index.numbers[0] != 0 && index.numbers[0] != -1)) {
      node.Refuse("it picks from several");
    }
    shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), index.shape.begin(),
                 index.shape.end());
    return shape;
  }
  std::vector<std::int64_t> axes = node.Integers("axes", 1);
  if (node.op() == "Squeeze") {
    std::vector<bool> gone(from.size(), false);
    for (const std::int64_t axis : axes) gone[AxisOf(node, axis, from.size())] = true;
    shape.clear();
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (axes.empty() ? from[i] == 1 : gone[i]) {
        if (from[i] != 1) node.Refuse("it removes an axis of " + std::to_string(from[i]));
      } else {
        shape.push_back(from[i]);
      }
    }
    return shape;
  }
  const std::size_t rank = from.size() + axes.size();
  for (std::int64_t& axis : axes) axis = static_cast<std::int64_t>(AxisOf(node, axis, rank));
  std::ranges::sort(axes);
  for (const std::int64_t axis : axes) {
    if (axis > static_cast<std::int64_t>(shape.size())) node.Refuse("it names an axis twice");
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  }
  return shape;
}

bool ComputeConstant(const NodeReader& node) {
  const std::string& op = node.op();
  Value result;
  if (op == "Gather") {
    result = Gather(node);
  } else if (op == "Concat") {
    result = Concat(node);
  } else if (op == "Slice") {
    result = Slice(node);
  } else if (op == "Transpose") {
    result = Transpose(node);
  } else if (op == "Add" || op == "Sub" || op == "Mul" || op == "Div") {
    result = Arithmetic(node, op[0]);
  } else if (op == "QuantizeLinear" || op == "DequantizeLinear") {
    result = Code(node, op[0] == 'Q');
  } else if (op == "Reshape") {
    result = node.Constant(0);
    result.shape = Reshaped(node, result.shape, node.Integers("shape", 1));
  } else if (op == "Squeeze" || op == "Unsqueeze" || op == "Flatten") {
    result = node.Constant(0);
    result.shape = Rearranged(node, result.shape);
  } else if (op == "Cast") {
    result = node.Constant(0);
    result.type = IsFloatingType(node.Integer("to", 1)) ? DType::kF32 : DType::kI64;
    for (double& number : result.numbers) number = Kept(number, result.type);
  } else if (op == "Sqrt") {
    result = node.Constant(0);
    for (double& number : result.numbers) number = Kept(std::sqrt(number), result.type);
  } else {
    return false;
  }
  node.Set(result);
  return true;
}

}  // namespace residua::onnx
