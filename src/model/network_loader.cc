#include "model/network_loader.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "checkpoint/convert.h"
#include "core/error.h"
#include "core/finite.h"
#include "model/fold.h"
#include "model/onnx/onnx_network.h"
#include "model/resnet.h"
#include "model/weight_source.h"
#include "model/whole_weight.h"

namespace residua {
namespace {

// The largest number of weights for which memory is reserved on the basis of the header alone.
constexpr std::size_t kMostReserved = 16 * 1024 * 1024;

// Groups of channels per thread that are processed together.
constexpr std::size_t kGroupsPerThread = 2;

// The layer and the part of it that a tensor holds.
struct TensorRole {
  std::size_t layer = 0;
  TensorPart part = TensorPart::kWeight;
};

// A layer whose tensors have not all arrived.
struct PendingLayer {
  engine::LayerShape shape;
  double epsilon = 0;
  std::size_t missing = 0;  // parts that have not arrived
  bool whole = false;       // the weight is computed from two tensors once both have arrived
  onnx::WeightCode code;    // how an ONNX file stores the weight
  std::array<std::vector<float>, kTensorParts> parts;
  std::unique_ptr<engine::Kernel> kernel;  // null until the first weights are packed

  std::vector<float>& part(TensorPart part) { return parts[static_cast<std::size_t>(part)]; }
  std::size_t channel_weights() const { return shape.weights() / shape.out_channels; }

  RawLayer Raw(std::span<const float> weight) {
    return {.weight = weight,
            .bias = part(TensorPart::kBias),
            .scale = part(TensorPart::kScale),
            .shift = part(TensorPart::kShift),
            .mean = part(TensorPart::kMean),
            .variance = part(TensorPart::kVariance)};
  }
};

// Provides the architecture with the layers that were recognised in the checkpoint.
class RecognisedLayers final : public WeightSource {
 public:
  explicit RecognisedLayers(const RecognisedNetwork& network) : network_(network) {}

  engine::Layer Declare(const LayerId& id, const engine::LayerShape& shape) override {
    const RecognisedLayer* const layer = network_.Find(id);
    if (!layer) {
      throw Error(ErrorCode::kInternal, "no tensors were found for the layer " + ToString(id));
    }
    declared.push_back(layer);
    shapes.push_back(shape);
    return {.name = ToString(id), .shape = shape};
  }

  std::vector<const RecognisedLayer*> declared;  // in the order of the graph's layers
  std::vector<engine::LayerShape> shapes;

 private:
  const RecognisedNetwork& network_;
};

}  // namespace

void Network::CheckSize(std::size_t height, std::size_t width) const {
  if (!one_size || (height == input_height && width == input_width)) return;
  const auto size = [](std::size_t h, std::size_t w) {
    return std::to_string(h) + " x " + std::to_string(w);
  };
  throw Error(ErrorCode::kInvalidOption,
              "The network takes images of " + size(input_height, input_width) +
                  " pixels alone, and " + size(height, width) + " were asked for.");
}

class NetworkLoader::Packer final : public CheckpointSink {
 public:
  explicit Packer(HintsFor hints_for) : hints_for_(std::move(hints_for)) {}

  std::vector<std::uint64_t> OnIndex(const TensorIndex& index) override {
    index_ = index;
    hints_ = hints_for_(index_);
    roles_.resize(index_.tensors.size());
    pool_ = hints_.pool ? hints_.pool : &calling_thread_;
    spares_.resize(pool_->threads());
    group_ = engine::ChannelsPackedTogether();
    if (index_.program) {
      TakeOnnx(onnx::ImportOnnx(index_, hints_.architecture));
    } else {
      TakeRecognised();
    }
    std::vector<std::uint64_t> pieces(roles_.size(), kPassOver);
    for (std::size_t i = 0; i < roles_.size(); ++i) {
      if (!roles_[i].empty()) pieces[i] = PieceBytes(index_.tensors[i], roles_[i]);
    }
    if (normalisation_) {
      network_.normalisation.emplace();
      pieces[normalisation_->first] = pieces[normalisation_->second] = kWhole;
    }
    return pieces;
  }

  void OnBytes(std::size_t tensor, std::uint64_t offset,
               std::span<const std::byte> bytes) override {
    const TensorEntry& entry = index_.tensors[tensor];
    if (normalisation_ && (tensor == normalisation_->first || tensor == normalisation_->second)) {
      std::vector<float>& values = tensor == normalisation_->first ? network_.normalisation->mean
                                                                   : network_.normalisation->stddev;
      values.resize(static_cast<std::size_t>(entry.elements()));
      ToFloat(entry, bytes, values);
      CheckFinite(values, entry);
      return;
    }
    for (const TensorRole& role : roles_[tensor]) TakeBytes(role, entry, offset, bytes);
  }

  Network Finish() {
    network_.weights = weights_->Build();
    return std::move(network_);
  }

 private:
  // Scratch memory for a group of channels, one per thread.
  struct Spare {
    std::vector<float> weight;
    engine::LayerWeights folded;
  };

  void TakeRecognised() {
    RecognisedNetwork recognised = RecogniseResNet(index_, hints_.architecture);
    network_.body = FindBodyTensors(index_, recognised);
    network_.config = std::move(recognised.config);
    network_.path = std::move(recognised.path);
    network_.assumptions = std::move(recognised.assumptions);
    network_.labels = std::move(recognised.labels);
    ChooseSize(network_.config.usual_input(), network_.config.usual_input());
    RecognisedLayers layers(recognised);
    weights_.emplace(MakeResNet(network_.config, layers), hints_.kernels);
    for (std::size_t i = 0; i < layers.declared.size(); ++i) {
      AddLayer(*layers.declared[i], layers.shapes[i]);
    }
    if (recognised.mean_and_std) normalisation_ = *recognised.mean_and_std;
  }

  // Kernels are chosen for this size unless the hints specify another.
  void ChooseSize(std::size_t height, std::size_t width) {
    if (hints_.kernels.height != 0) return;
    hints_.kernels.height = height;
    hints_.kernels.width = width;
  }

  void TakeOnnx(onnx::OnnxNetwork imported) {
    network_.config = std::move(imported.config);
    network_.assumptions = std::move(imported.assumptions);
    network_.labels = std::move(imported.labels);
    network_.steps = std::move(imported.structure);
    network_.input_height = imported.height;
    network_.input_width = imported.width;
    network_.one_size = imported.one_size;
    if (imported.normalises != 0) {
      const float largest = imported.normalises == 255 ? 1.0f / 255 : 1.0f;
      network_.normalisation = {.mean = {0}, .stddev = {largest}};
    }
    ChooseSize(imported.height ? imported.height : network_.config.usual_input(),
               imported.width ? imported.width : network_.config.usual_input());
    if (imported.one_size) network_.CheckSize(hints_.kernels.height, hints_.kernels.width);
    weights_.emplace(std::move(imported.graph), hints_.kernels);
    for (onnx::OnnxLayer& layer : imported.layers) AddOnnxLayer(layer);
  }

  // Scales and shifts are already folded and replace the batch normalisation.
  void AddOnnxLayer(onnx::OnnxLayer& layer) {
    const std::size_t index = layers_.size();
    PendingLayer& pending = layers_.emplace_back();
    pending.shape = layer.shape;
    onnx::StepWeights& weights = layer.weights;
    pending.part(TensorPart::kScale).assign(weights.factor.begin(), weights.factor.end());
    pending.part(TensorPart::kShift).assign(weights.bias.begin(), weights.bias.end());
    pending.part(TensorPart::kMean).assign(weights.factor.size(), 0);
    pending.part(TensorPart::kVariance).assign(weights.factor.size(), 1);
    network_.parameters += layer.shape.weights() + layer.shape.out_channels;
    if (!AllFinite(pending.part(TensorPart::kScale)) ||
        !AllFinite(pending.part(TensorPart::kShift)) || !AllFinite(weights.numbers)) {
      throw Error(ErrorCode::kUnsupportedCheckpoint,
                  "The layer " + weights_->graph().layers()[index].name +
                      " holds NaN or infinity instead of numbers. No answer can be computed "
                      "from it.");
    }
    if (weights.tensor == kNoOnnxTensor) {
      pending.part(TensorPart::kWeight) = std::move(weights.numbers);
      FinishLayer(index);
      return;
    }
    pending.code = std::move(weights.code);
    pending.missing = 1;
    roles_[weights.tensor].push_back({.layer = index, .part = TensorPart::kWeight});
  }

  void TakeBytes(const TensorRole& role, const TensorEntry& entry, std::uint64_t offset,
                 std::span<const std::byte> bytes) {
    PendingLayer& layer = layers_[role.layer];
    const bool last = offset + bytes.size() == entry.end - entry.begin;
    const bool whole = offset == 0 && last;
    std::vector<float>& part = layer.part(role.part);
    if (whole) {
      part.resize(static_cast<std::size_t>(entry.elements()));
      if (index_.program) {
        ToFloat(entry.dtype, bytes, part);
        layer.code.Apply(layer.shape.out_channels, part);
      } else {
        ToFloat(entry, bytes, part);
      }
      CheckFinite(part, entry);
    } else if (role.part == TensorPart::kWeight && layer.missing == 1) {
      PackPiece(role.layer, entry, offset, bytes);
    } else {
      const std::size_t before = part.size();
      part.reserve(std::min(static_cast<std::size_t>(entry.elements()), kMostReserved));
      part.resize(before + bytes.size() / SizeOf(entry.dtype));
      const std::span<float> added = std::span(part).subspan(before);
      ToFloat(entry.dtype, bytes, added);
      CheckFinite(added, entry);
    }
    if (!last || --layer.missing > 0) return;
    FinishLayer(role.layer);
  }

  void AddLayer(const RecognisedLayer& recognised, const engine::LayerShape& shape) {
    PendingLayer layer{.shape = shape,
                       .epsilon = recognised.epsilon.value_or(network_.config.batch_norm_epsilon),
                       .whole = recognised.tensors.has(TensorPart::kMask) ||
                                recognised.tensors.has(TensorPart::kMagnitude)};
    for (std::size_t part = 0; part < kTensorParts; ++part) {
      const std::size_t tensor = recognised.tensors.parts[part];
      if (tensor == kNoTensor) continue;
      const auto role = static_cast<TensorPart>(part);
      roles_[tensor].push_back({.layer = layers_.size(), .part = role});
      ++layer.missing;
      const bool learned =
          role != TensorPart::kMask && role != TensorPart::kMean && role != TensorPart::kVariance;
      if (learned) {
        network_.parameters += static_cast<std::size_t>(index_.tensors[tensor].elements());
      }
    }
    layers_.push_back(std::move(layer));
  }

  // The size in bytes of the output channels that are packed together; kWhole if they are not
  // contiguous.
  std::uint64_t PieceBytes(const TensorEntry& tensor, const std::vector<TensorRole>& roles) const {
    const bool rows = tensor.parts.empty() && tensor.strides.empty() && tensor.elements() > 0;
    if (roles.size() > 1 || roles[0].part != TensorPart::kWeight || !rows ||
        layers_[roles[0].layer].whole) {
      return kWhole;
    }
    const std::size_t threads = pool_->threads();
    return (tensor.end - tensor.begin) / tensor.shape[0] * group_ *
           (threads > 1 ? kGroupsPerThread * threads : 1);
  }

  static void CheckFinite(std::span<const float> values, const TensorEntry& entry) {
    if (AllFinite(values)) return;
    throw Error(ErrorCode::kUnsupportedCheckpoint,
                "The tensor \"" + entry.name +
                    "\" holds NaN or infinity instead of numbers, as after a training that "
                    "diverged. No answer can be computed from it: take a checkpoint of an earlier "
                    "epoch.");
  }

  void PackPiece(std::size_t index, const TensorEntry& entry, std::uint64_t offset,
                 std::span<const std::byte> bytes) {
    const std::size_t size = layers_[index].channel_weights();
    const std::size_t channel_bytes = size * SizeOf(entry.dtype);
    PackChannels(index, static_cast<std::size_t>(offset / channel_bytes),
                 bytes.size() / channel_bytes,
                 [&](std::size_t channel, std::size_t count, std::vector<float>& spare) {
                   spare.resize(count * size);
                   ToFloat(entry.dtype,
                           bytes.subspan(channel * channel_bytes, count * channel_bytes), spare);
                   CheckFinite(spare, entry);
                   return std::span<const float>(spare);
                 });
  }

  void FinishLayer(std::size_t index) {
    PendingLayer& layer = layers_[index];
    std::vector<float>& weight = layer.part(TensorPart::kWeight);
    if (const std::vector<float>& mask = layer.part(TensorPart::kMask); !mask.empty()) {
      ApplyMask(weight, mask);
    }
    if (const std::vector<float>& magnitude = layer.part(TensorPart::kMagnitude);
        !magnitude.empty()) {
      ApplyMagnitude(weight, magnitude);
    }
    const bool streamed = weight.empty() && layer.kernel;
    if (!streamed) {
      const std::size_t size = weight.empty() ? 0 : layer.channel_weights();
      PackChannels(index, 0, layer.shape.out_channels,
                   [&](std::size_t channel, std::size_t count, std::vector<float>&) {
                     return std::span<const float>(weight).subspan(channel * size, count * size);
                   });
    }
    weights_->Seal(index, std::move(layer.kernel));
    layer.parts = {};
  }

  // Packs `count` output channels starting at `first`. weight_of(channel, count, spare) returns the
  // weights of some of these channels, possibly in `spare`; threads call it concurrently.
  void PackChannels(std::size_t index, std::size_t first, std::size_t count,
                    const auto& weight_of) {
    PendingLayer& layer = layers_[index];
    if (!layer.kernel) layer.kernel = weights_->MakeKernel(index);
    const auto pack = [&](std::size_t thread, std::size_t group) {
      Spare& spare = spares_[thread];
      const std::size_t channel = group * group_;
      const std::size_t some = std::min(group_, count - channel);
      Fold(layer.shape, layer.Raw(weight_of(channel, some, spare.weight)), layer.epsilon,
           first + channel, some, spare.folded);
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

  HintsFor hints_for_;
  NetworkHints hints_;
  TensorIndex index_;
  Network network_;
  std::optional<engine::WeightsBuilder> weights_;
  std::vector<std::vector<TensorRole>> roles_;  // per tensor
  std::vector<PendingLayer> layers_;            // in the order of the graph's layers
  std::optional<std::pair<std::size_t, std::size_t>> normalisation_;  // tensors: mean, std
  std::size_t group_ = 1;  // channels that are packed together
  std::vector<Spare> spares_;
  engine::ThreadPool calling_thread_;
  const engine::ThreadPool* pool_ = &calling_thread_;
};

NetworkLoader::NetworkLoader(HintsFor hints_for)
    : packer_(std::make_unique<Packer>(std::move(hints_for))), reader_(*packer_) {}

NetworkLoader::NetworkLoader(const NetworkHints& hints)
    : NetworkLoader([hints](const TensorIndex&) { return hints; }) {}

NetworkLoader::~NetworkLoader() = default;

void NetworkLoader::Push(std::span<const std::byte> bytes) { reader_.Push(bytes); }

std::vector<std::string> NetworkLoader::EndFile() { return reader_.EndFile(); }

Network NetworkLoader::Finish() {
  reader_.Finish();
  return packer_->Finish();
}

}  // namespace residua
