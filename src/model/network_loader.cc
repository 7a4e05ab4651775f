#include "model/network_loader.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "checkpoint/convert.h"
#include "core/error.h"
#include "model/choose_state_dict.h"
#include "model/fold.h"
#include "model/resnet.h"

namespace residua {
namespace {

// The parts of a layer, in the order of LayerTensorNames.
enum Part : std::size_t { kWeight, kBias, kScale, kShift, kMean, kVariance, kParts };

// A header that lies must not cost more memory than this: weights.
constexpr std::size_t kMostReserved = 16 * 1024 * 1024;

// Groups of channels that threads share at a time.
constexpr std::size_t kGroupsPerThread = 2;

std::string Text(const std::vector<std::uint64_t>& shape) {
  return TensorEntry{.shape = shape}.ShapeText();
}

}  // namespace

struct NetworkLoader::PendingLayer {
  engine::LayerShape shape;
  std::size_t missing = 0;  // parts that are still to come
  std::array<std::vector<float>, kParts> parts;
  std::unique_ptr<engine::Kernel> kernel;  // null before the first weights are packed

  RawLayer Raw(std::span<const float> weight) const {
    return {.weight = weight,
            .bias = parts[kBias],
            .scale = parts[kScale],
            .shift = parts[kShift],
            .mean = parts[kMean],
            .variance = parts[kVariance]};
  }
};

NetworkLoader::NetworkLoader(HintsFor hints_for)
    : hints_for_(std::move(hints_for)), reader_(*this) {}

NetworkLoader::NetworkLoader(const NetworkHints& hints)
    : NetworkLoader([hints](const TensorIndex&) { return hints; }) {}

NetworkLoader::~NetworkLoader() = default;

void NetworkLoader::Push(std::span<const std::byte> bytes) { reader_.Push(bytes); }

std::vector<std::string> NetworkLoader::EndFile() { return reader_.EndFile(); }

Network NetworkLoader::Finish() {
  reader_.Finish();
  network_.weights = weights_->Build();
  return std::move(network_);
}

std::vector<std::uint64_t> NetworkLoader::OnIndex(const TensorIndex& index) {
  index_ = index;
  ChooseStateDict(index_);
  roles_.resize(index.tensors.size());
  hints_ = hints_for_(index);
  names_ = CheckpointNames::Recognise(index_);
  network_.config = RecogniseResNet(index_, *names_, hints_.architecture);
  weights_.emplace(MakeResNet(network_.config, *this), hints_.kernels);
  RefuseExtraTensors();

  group_ = engine::ChannelsPackedTogether();
  if (hints_.pool) pool_ = hints_.pool;
  spares_.resize(pool_->threads());
  std::vector<std::uint64_t> pieces(roles_.size(), kPassOver);
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    if (roles_[i]) pieces[i] = PieceBytes(index.tensors[i], *roles_[i]);
  }
  return pieces;
}

std::uint64_t NetworkLoader::PieceBytes(const TensorEntry& tensor, const Role& role) const {
  const bool rows = tensor.parts.empty() && tensor.strides.empty() && tensor.elements() > 0;
  if (role.part != kWeight || !rows) return kWhole;
  const std::size_t threads = pool_->threads();
  return (tensor.end - tensor.begin) / tensor.shape[0] * group_ *
         (threads > 1 ? kGroupsPerThread * threads : 1);
}

engine::Layer NetworkLoader::Next(const std::string& name, const engine::LayerShape& shape) {
  const LayerTensorNames names = names_->Of(name);
  const bool linear = name == "head.linear";
  const std::vector<std::uint64_t> per_channel = {shape.out_channels};
  std::vector<std::uint64_t> weight_shape = {shape.out_channels, shape.in_channels / shape.groups};
  if (!linear) weight_shape.insert(weight_shape.end(), {shape.kernel, shape.kernel});

  PendingLayer layer{.shape = shape};
  const std::string* const parts[kParts] = {&names.weight, &names.bias, &names.scale,
                                            &names.shift,  &names.mean, &names.variance};
  for (std::size_t part = 0; part < kParts; ++part) {
    const std::string& tensor_name = *parts[part];
    if (tensor_name.empty()) continue;
    const std::vector<std::uint64_t>& expected = part == kWeight ? weight_shape : per_channel;
    const TensorEntry* const tensor = index_.Find(tensor_name);
    if (!tensor) {
      throw Error(ErrorCode::kInvalidCheckpoint, "The checkpoint has no tensor \"" + tensor_name +
                                                     "\"; expected one of shape " + Text(expected) +
                                                     ".");
    }
    if (tensor->shape != expected) {
      throw Error(ErrorCode::kInvalidCheckpoint, "The tensor \"" + tensor_name + "\" has shape " +
                                                     tensor->ShapeText() + ", expected " +
                                                     Text(expected) + ".");
    }
    if (!IsFloatingPoint(tensor->dtype)) {
      throw Error(ErrorCode::kUnsupportedCheckpoint,
                  "The tensor \"" + tensor_name + "\" is of type " + ToString(tensor->dtype) +
                      "; expected F32, F16, BF16 or F64.");
    }
    roles_[static_cast<std::size_t>(tensor - index_.tensors.data())] =
        Role{.layer = layers_.size(), .part = part};
    ++layer.missing;
    if (part <= kShift) network_.parameters += static_cast<std::size_t>(tensor->elements());
  }
  layers_.push_back(std::move(layer));
  return {.name = name, .shape = shape};
}

// A tensor that nothing asked for means that the file holds another network than the one we would
// run.
void NetworkLoader::RefuseExtraTensors() const {
  std::string extra;
  std::size_t count = 0;
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    const TensorEntry& tensor = index_.tensors[i];
    if (tensor.name.empty() || roles_[i] || CheckpointNames::IsBookkeeping(tensor.name)) continue;
    if (++count <= 3)
      extra += (count > 1 ? ", \"" : "\"") + tensor.name + "\" " + tensor.ShapeText();
  }
  if (count == 0) return;
  if (count > 3) extra += " and " + std::to_string(count - 3) + " more";
  throw Error(ErrorCode::kInvalidCheckpoint, "The checkpoint has tensors that " +
                                                 network_.config.name + " does not have: " + extra +
                                                 ". It may hold another variant of the ResNet.");
}

void NetworkLoader::OnBytes(std::size_t tensor, std::uint64_t offset,
                            std::span<const std::byte> bytes) {
  const Role role = *roles_[tensor];
  PendingLayer& layer = layers_[role.layer];
  const TensorEntry& entry = index_.tensors[tensor];
  const bool last = offset + bytes.size() == entry.end - entry.begin;
  const bool whole = offset == 0 && last;
  std::vector<float>& part = layer.parts[role.part];
  if (whole) {
    part.resize(static_cast<std::size_t>(entry.elements()));
    ToFloat(entry, bytes, part);
  } else if (role.part == kWeight && layer.missing == 1) {
    const std::size_t size = layer.shape.weights() / layer.shape.out_channels;
    const std::size_t channel_bytes = size * SizeOf(entry.dtype);
    PackChannels(role.layer, static_cast<std::size_t>(offset / channel_bytes),
                 bytes.size() / channel_bytes,
                 [&](std::size_t channel, std::size_t count, std::vector<float>& spare) {
                   spare.resize(count * size);
                   ToFloat(entry.dtype,
                           bytes.subspan(channel * channel_bytes, count * channel_bytes), spare);
                   return std::span<const float>(spare);
                 });
  } else {
    const std::size_t before = part.size();
    part.reserve(std::min(static_cast<std::size_t>(entry.elements()), kMostReserved));
    part.resize(before + bytes.size() / SizeOf(entry.dtype));
    ToFloat(entry.dtype, bytes, std::span(part).subspan(before));
  }
  if (!last || --layer.missing > 0) return;

  if (const std::span<const float> weight = layer.parts[kWeight]; !weight.empty()) {
    const std::size_t size = layer.shape.weights() / layer.shape.out_channels;
    PackChannels(role.layer, 0, layer.shape.out_channels,
                 [&](std::size_t channel, std::size_t count, std::vector<float>&) {
                   return weight.subspan(channel * size, count * size);
                 });
  }
  weights_->Seal(role.layer, std::move(layer.kernel));
  layer.parts = {};
}

void NetworkLoader::PackChannels(std::size_t index, std::size_t first, std::size_t count,
                                 const auto& weight_of) {
  PendingLayer& layer = layers_[index];
  if (!layer.kernel) layer.kernel = weights_->MakeKernel(index);
  const auto pack = [&](std::size_t thread, std::size_t group) {
    Spare& spare = spares_[thread];
    const std::size_t channel = group * group_;
    const std::size_t some = std::min(group_, count - channel);
    Fold(layer.shape, layer.Raw(weight_of(channel, some, spare.weight)),
         network_.config.batch_norm_epsilon, first + channel, some, spare.folded);
    engine::ChannelWeights channels = spare.folded.channels();
    channels.first = first + channel;
    layer.kernel->Pack(channels);
  };
  const std::size_t groups = (count + group_ - 1) / group_;
  if (groups == 1 || pool_->threads() == 1) {
    for (std::size_t group = 0; group < groups; ++group) pack(0, group);
    return;
  }
  std::vector<std::exception_ptr> errors(pool_->threads());
  pool_->ForEachOnThread(
      groups,
      [&](std::size_t thread, std::size_t group) {
        try {
          pack(thread, group);
        } catch (...) {
          errors[thread] = std::current_exception();
        }
      },
      engine::ThreadPool::Waiting::kAsleep);
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

}  // namespace residua
