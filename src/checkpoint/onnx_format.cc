#include "checkpoint/onnx_format.h"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

#include "checkpoint/convert.h"
#include "checkpoint/foreign_file.h"
#include "checkpoint/protobuf.h"
#include "core/error.h"

namespace residua {
namespace {

// Limits the memory for a damaged file to a few times its size.
constexpr std::size_t kMostNodes = 100'000;
constexpr std::size_t kMostValues = 1'000'000;
constexpr std::size_t kMostDimensions = 16;
constexpr std::size_t kMostKnown = 16'000'000;  // total elements of all small tensors

// Tensors with up to this many elements are read with the graph: shapes, scales, biases.
constexpr std::uint64_t kSmall = 16'384;

constexpr std::int64_t kOldestOpset = 7;
constexpr std::int64_t kNewestOpset = 22;

// TensorProto.DataType, from 0.
constexpr DType kTypes[] = {DType::kOther, DType::kF32, DType::kU8,    DType::kI8,    DType::kOther,
                            DType::kI16,   DType::kI32, DType::kI64,   DType::kOther, DType::kBool,
                            DType::kF16,   DType::kF64, DType::kOther, DType::kOther, DType::kOther,
                            DType::kOther, DType::kBF16};

// The fields of TensorProto with elements, except raw_data.
struct TypedField {
  int number;
  std::size_t bytes;  // per element in the file; 0 for varints
};
constexpr TypedField kTypedFields[] = {{4, 4}, {5, 0}, {7, 0}, {10, 8}, {11, 0}};
constexpr int kRawData = 9;

std::string Quote(const std::string& name) { return "\"" + name + "\""; }

double RealOf(std::uint64_t bits) {
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
}

class Reader {
 public:
  Reader(FileBytes& file, OnnxProgram& program, TensorIndex& index, std::vector<std::string>& files)
      : file_(file), program_(program), index_(index), files_(files) {
    Value("");
  }

  void ReadModel() {
    bool has_graph = false;
    for (ProtoFields field(file_, 0, file_.size()); field.Next();) {
      if (field.number() == 7) {
        if (has_graph) ThrowDamagedOnnx("it has two graphs");
        has_graph = true;
        ReadGraph(field.Message());
      } else if (field.number() == 8) {
        ReadOpset(field.Message());
      } else if (field.number() == 14) {
        auto [key, value] = ReadPair(field.Message());
        index_.metadata.emplace(std::move(key), std::move(value));
      }
    }
    if (!has_graph) ThrowDamagedOnnx("it has no graph");
    if (program_.opset < kOldestOpset || program_.opset > kNewestOpset) {
      throw Error(ErrorCode::kUnsupportedCheckpoint,
                  "The ONNX file is of opset " + std::to_string(program_.opset) + "; " +
                      std::to_string(kOldestOpset) + " to " + std::to_string(kNewestOpset) +
                      " are read. Export it again with opset_version=17.");
    }
  }

 private:
  void ReadOpset(ProtoFields field) {
    std::string domain;
    std::uint64_t version = 0;
    while (field.Next()) {
      if (field.number() == 1) domain = field.Text();
      if (field.number() == 2) version = field.bits();
    }
    if (domain.empty() || domain == "ai.onnx") {
      program_.opset = static_cast<std::int64_t>(version);
    }
  }

  void ReadGraph(ProtoFields field) {
    while (field.Next()) {
      switch (field.number()) {
        case 1:
          ReadNode(field.Message());
          break;
        case 5: {
          std::string name;
          const std::size_t tensor = ReadTensor(field.Message(), name);
          OnnxValue& value = program_.values[Value(name)];
          if (value.tensor != kNoOnnxTensor) {
            ThrowDamagedOnnx("it has two tensors " + Quote(name));
          }
          value.tensor = tensor;
          break;
        }
        case 11:
          program_.inputs.push_back(ReadPort(field.Message()));
          break;
        case 12:
          program_.outputs.push_back(ReadPort(field.Message()));
          break;
        case 15:
          throw Error(ErrorCode::kUnsupportedCheckpoint,
                      "The ONNX file holds sparse tensors, which are not read. Export it with "
                      "dense ones.");
        default:
          break;
      }
    }
  }

  std::uint32_t Value(const std::string& name) {
    const auto [found, added] = program_.names.emplace(name, program_.values.size());
    if (added) {
      if (program_.values.size() == kMostValues) ThrowDamagedOnnx("it names too many values");
      program_.values.push_back({.name = &found->first});
    }
    return static_cast<std::uint32_t>(found->second);
  }

  void ReadNode(ProtoFields field) {
    if (program_.nodes.size() == kMostNodes) {
      ThrowDamagedOnnx("it has more than " + std::to_string(kMostNodes) + " nodes");
    }
    OnnxNode& node = program_.nodes.emplace_back();
    std::string domain;
    while (field.Next()) {
      switch (field.number()) {
        case 1:
          node.inputs.push_back(Value(field.Text()));
          break;
        case 2:
          node.outputs.push_back(Value(field.Text()));
          break;
        case 3:
          node.name = field.Text();
          break;
        case 4:
          node.op = field.Text();
          break;
        case 5:
          ReadAttribute(field.Message(), node.attributes.emplace_back());
          break;
        case 7:
          domain = field.Text();
          break;
        default:
          break;
      }
    }
    if (!domain.empty() && domain != "ai.onnx") node.op = domain + "." + node.op;
  }

  void ReadAttribute(ProtoFields field, OnnxAttribute& attribute) {
    while (field.Next()) {
      switch (field.number()) {
        case 1:
          attribute.name = field.Text();
          break;
        case 2:
        case 7:
          field.ForEachNumber(
              4, [&](std::uint64_t bits) { attribute.numbers.push_back(RealOf(bits)); });
          break;
        case 3:
        case 8:
          field.ForEachNumber(0, [&](std::uint64_t bits) {
            attribute.numbers.push_back(static_cast<double>(static_cast<std::int64_t>(bits)));
          });
          break;
        case 4:
          attribute.text = field.Text();
          break;
        case 5: {
          std::string name;
          attribute.tensor = ReadTensor(field.Message(), name);
          break;
        }
        default:
          break;
      }
    }
  }

  // ValueInfoProto, TypeProto, its tensor_type, TensorShapeProto, its dimensions.
  OnnxPort ReadPort(ProtoFields field) {
    OnnxPort port;
    while (field.Next()) {
      if (field.number() == 1) port.value = Value(field.Text());
      if (field.number() != 2) continue;
      for (ProtoFields type = field.Message(); type.Next();) {
        if (type.number() != 1) continue;
        for (ProtoFields tensor = type.Message(); tensor.Next();) {
          if (tensor.number() != 2) continue;
          port.has_shape = true;
          for (ProtoFields shape = tensor.Message(); shape.Next();) {
            if (shape.number() != 1) continue;
            std::int64_t size = -1;
            for (ProtoFields dimension = shape.Message(); dimension.Next();) {
              if (dimension.number() == 1) size = static_cast<std::int64_t>(dimension.bits());
            }
            if (port.shape.size() == kMostDimensions) ThrowDamagedOnnx("an input is no tensor");
            port.shape.push_back(size > 0 ? size : -1);
          }
        }
      }
    }
    return port;
  }

  // StringStringEntryProto.
  static std::pair<std::string, std::string> ReadPair(ProtoFields field) {
    std::pair<std::string, std::string> pair;
    while (field.Next()) {
      if (field.number() == 1) pair.first = field.Text();
      if (field.number() == 2) pair.second = field.Text();
    }
    return pair;
  }

  std::size_t ReadTensor(const ProtoFields& message, std::string& name) {
    if (program_.tensors.size() == kMostValues) ThrowDamagedOnnx("it has too many tensors");
    OnnxTensor tensor;
    TensorEntry entry;
    std::uint64_t type = 0;
    bool raw = false;
    bool external = false;
    std::vector<std::pair<std::string, std::string>> places;
    for (ProtoFields field = message; field.Next();) {
      switch (field.number()) {
        case 1:
          field.ForEachNumber(0, [&](std::uint64_t bits) {
            if (tensor.shape.size() == kMostDimensions) ThrowDamagedOnnx("a tensor has no shape");
            tensor.shape.push_back(static_cast<std::int64_t>(bits));
          });
          break;
        case 2:
          type = field.bits();
          break;
        case 8:
          name = field.Text();
          break;
        case kRawData:
          raw = true;
          entry.begin = field.begin();
          entry.end = field.end();
          break;
        case 13:
          places.push_back(ReadPair(field.Message()));
          break;
        case 14:
          external = field.bits() == 1;
          break;
        default:
          break;
      }
    }
    entry.name = name;
    entry.dtype = type < std::size(kTypes) ? kTypes[type] : DType::kOther;
    entry.order = static_cast<std::uint32_t>(program_.tensors.size());
    tensor.type = entry.dtype;
    std::uint64_t bytes = SizeOf(entry.dtype);
    for (const std::int64_t size : tensor.shape) {
      if (size < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes) ||
          bytes >> 62 != 0) {
        ThrowDamagedOnnx("the shape of the tensor " + Quote(name) + " is none");
      }
      entry.shape.push_back(static_cast<std::uint64_t>(size));
    }
    if (entry.dtype == DType::kOther) {
      entry.begin = entry.end = 0;
    } else if (external) {
      PlaceOutside(places, bytes, entry);
    } else if (!raw) {
      PlaceTyped(message, bytes, entry);
    }
    if (entry.end - entry.begin != bytes) {
      ThrowDamagedOnnx("the tensor " + Quote(name) + " of shape " + entry.ShapeText() +
                       " and type " + ToString(entry.dtype) + " has " +
                       std::to_string(entry.end - entry.begin) + " bytes, expected " +
                       std::to_string(bytes));
    }
    index_.tensors.push_back(std::move(entry));
    program_.tensors.push_back(std::move(tensor));
    return program_.tensors.size() - 1;
  }

  void PlaceOutside(const std::vector<std::pair<std::string, std::string>>& places,
                    std::uint64_t bytes, TensorEntry& entry) {
    std::string file;
    for (const auto& [key, value] : places) {
      if (key == "location") file = value;
      if (key != "offset") continue;
      for (const char c : value) {
        if (c < '0' || c > '9' || entry.begin >> 56 != 0) {
          ThrowDamagedOnnx("the offset of the tensor " + Quote(entry.name) + " is none");
        }
        entry.begin = entry.begin * 10 + static_cast<std::uint64_t>(c - '0');
      }
    }
    if (file.starts_with("./")) file.erase(0, 2);
    if (file.empty() || file[0] == '.' || file.find_first_of("/\\:") != file.npos) {
      throw Error(ErrorCode::kInvalidCheckpoint, "The ONNX file cannot be read: the tensor " +
                                                     Quote(entry.name) + " lies in " + Quote(file) +
                                                     ", which is no file beside it.");
    }
    const auto found = std::ranges::find(files_, file);
    entry.file = static_cast<std::size_t>(found - files_.begin()) + 1;
    if (found == files_.end()) files_.push_back(std::move(file));
    entry.end = entry.begin + bytes;
  }

  // Elements stored as numbers: used in place if they have the layout of memory, otherwise copied
  // to the end of the file.
  void PlaceTyped(const ProtoFields& message, std::uint64_t bytes, TensorEntry& entry) {
    const std::size_t size = SizeOf(entry.dtype);
    entry.begin = entry.end = file_.size();
    std::vector<std::byte> copied;
    for (ProtoFields field = message; field.Next();) {
      const auto* const typed =
          std::ranges::find(kTypedFields, field.number(), &TypedField::number);
      if (typed == std::end(kTypedFields)) continue;
      if (field.has_length() && typed->bytes == size && field.end() - field.begin() == bytes) {
        entry.begin = field.begin();
        entry.end = field.end();
        return;
      }
      field.ForEachNumber(typed->bytes, [&](std::uint64_t bits) {
        for (std::size_t i = 0; i < size; ++i) copied.push_back(std::byte(bits >> 8 * i & 0xFF));
      });
    }
    file_.Append(copied);
    entry.end = file_.size();
  }

  FileBytes& file_;
  OnnxProgram& program_;
  TensorIndex& index_;
  std::vector<std::string>& files_;
};

std::vector<double> ReadElements(const TensorEntry& entry, const FileBytes& file) {
  const auto count = static_cast<std::size_t>(entry.elements());
  std::vector<double> values(count);
  if (IsFloatingPoint(entry.dtype)) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(entry.end - entry.begin));
    file.Read(entry.begin, bytes);
    std::vector<float> numbers(count);
    ToFloat(entry.dtype, bytes, numbers);
    std::ranges::copy(numbers, values.begin());
    return values;
  }
  const std::size_t size = SizeOf(entry.dtype);
  const bool has_sign = entry.dtype != DType::kU8 && entry.dtype != DType::kBool;
  const auto unused = static_cast<int>(64 - 8 * size);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t bits = file.Number(entry.begin + i * size, size);
    values[i] = has_sign ? static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused)
                         : static_cast<double>(bits);
  }
  return values;
}

}  // namespace

const OnnxAttribute* OnnxNode::Find(std::string_view attribute) const {
  const auto found = std::ranges::find(attributes, attribute, &OnnxAttribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

bool OnnxFormat::Begins(std::string_view first_bytes) { return BeginsLikeOnnx(first_bytes); }

std::vector<std::string> OnnxFormat::EndFile() {
  files_.push_back(std::move(file_));
  file_ = {};
  if (program_) return {};
  program_ = std::make_shared<OnnxProgram>();
  Reader(files_[0], *program_, index_, names_).ReadModel();
  return names_;
}

void OnnxFormat::Finish() {
  if (!program_) EndFile();
  if (files_.size() != names_.size() + 1) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The weights of the ONNX file lie in " + Quote(names_[0]) +
                    " beside it, which did not come. Give both files together.");
  }
  Deliver(Read(), files_);
}

TensorIndex OnnxFormat::Read() {
  std::size_t known = 0;
  for (const TensorEntry& entry : index_.tensors) {
    const FileBytes& file = files_[entry.file];
    if (entry.end > file.size()) {
      ThrowDamagedOnnx("the tensor " + Quote(entry.name) + " passes the end of " +
                       (entry.file ? Quote(names_[entry.file - 1]) : "the file"));
    }
    const std::uint64_t elements = entry.elements();
    if (entry.dtype == DType::kOther || elements > kSmall || known + elements > kMostKnown) {
      continue;
    }
    known += static_cast<std::size_t>(elements);
    OnnxTensor& tensor = program_->tensors[entry.order];
    tensor.known = true;
    tensor.values = ReadElements(entry, file);
  }
  index_.program = std::move(program_);
  return std::move(index_);
}

}  // namespace residua
