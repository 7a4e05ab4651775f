#include "teach/taught_file.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "teach/lesson_json.h"

namespace residua::teach {
namespace {

// A tensor of the new file; those of a compact weight stay together.
struct NewTensor {
  std::string name;
  std::string dtype;
  std::vector<std::uint64_t> shape;
  FilePiece piece;
  std::uint64_t size = 0;  // bytes
};

std::size_t SizeOf(std::string_view dtype) {
  if (dtype == "F64" || dtype == "I64") return 8;
  if (dtype == "F32" || dtype == "I32") return 4;
  return dtype == "F16" || dtype == "BF16" || dtype == "I16" ? 2 : 1;
}

std::vector<std::uint64_t> Numbers(JsonValue list) {
  std::vector<std::uint64_t> numbers;
  for (const JsonValue& item : list.items()) numbers.push_back(item.whole_number().value_or(0));
  return numbers;
}

std::uint64_t Product(const std::vector<std::uint64_t>& sizes) {
  std::uint64_t product = 1;
  for (const std::uint64_t size : sizes) product *= size;
  return product;
}

std::string List(const std::vector<std::uint64_t>& numbers) {
  std::string text = "[";
  for (const std::uint64_t number : numbers) {
    text += (text.size() > 1 ? "," : "") + std::to_string(number);
  }
  return text + "]";
}

NewTensor ReadTensor(JsonValue value) {
  NewTensor tensor{.name = std::string(value["name"].string().value_or("")),
                   .dtype = std::string(value["dtype"].string().value_or("")),
                   .shape = Numbers(value["shape"])};
  FilePiece& piece = tensor.piece;
  piece.file = static_cast<std::size_t>(value["file"].whole_number().value_or(0));
  piece.begin = value["begin"].whole_number().value_or(0);
  piece.end = value["end"].whole_number().value_or(0);
  piece.element = SizeOf(tensor.dtype);
  tensor.size = Product(tensor.shape) * piece.element;
  piece.strides = Numbers(value["strides"]);
  if (!piece.strides.empty()) piece.shape = tensor.shape;
  return tensor;
}

// A value as it is written in the JSON.
std::string TextOf(JsonValue value) {
  if (value.is_object()) {
    std::string text = "{";
    for (const auto& [name, member] : value.members()) {
      text += (text.size() > 1 ? "," : "") + JsonQuote(name) + ":" + TextOf(member);
    }
    return text + "}";
  }
  if (value.is_array()) {
    std::string text = "[";
    for (const JsonValue& item : value.items()) {
      text += (text.size() > 1 ? "," : "") + TextOf(item);
    }
    return text + "]";
  }
  if (const std::optional<bool> boolean = value.boolean()) return *boolean ? "true" : "false";
  if (const std::optional<double> number = value.number()) return Number(*number);
  return JsonQuote(value.string().value_or(""));
}

std::string Labels(const std::vector<std::string>& classes) {
  std::string text = "[";
  for (const std::string& name : classes) text += (text.size() > 1 ? "," : "") + JsonQuote(name);
  return text + "]";
}

std::string Card(JsonValue body, const TaughtHead& head) {
  return "{\"architecture\":" + TextOf(body["architecture"]) +
         ",\"preprocessing\":" + TextOf(body["preprocessing"]) +
         ",\"output\":\"softmax\",\"labels\":" + Labels(head.classes) +
         ",\"temperature\":" + Number(head.temperature) +
         ",\"novelty\":" + NoveltyJson(head.novelty) + "}";
}

class Maker {
 public:
  Maker(JsonValue body, const TaughtHead& head) : body_(body), head_(head) {}

  TaughtFile Make() {
    const std::uint64_t features = body_["features"].whole_number().value_or(0);
    if (features != head_.layer.features) {
      throw Error(ErrorCode::kInvalidOption, "The network gives " + std::to_string(features) +
                                                 " features, and what was taught takes " +
                                                 std::to_string(head_.layer.features) + ".");
    }
    ReadBody();
    AddHead();
    // The widest elements first, so that all are aligned; compact weights, which need not be, last.
    std::ranges::stable_sort(plain_, std::ranges::greater(),
                             [](const NewTensor& tensor) { return tensor.piece.element; });
    const std::string header = Header();
    const std::span<const std::byte> text = std::as_bytes(std::span(header));
    file_.bytes.insert(file_.bytes.begin(), text.begin(), text.end());
    file_.pieces.push_back({.ours = true, .begin = 0, .end = header.size()});
    for (std::vector<NewTensor>* const tensors : {&plain_, &compact_}) {
      for (NewTensor& tensor : *tensors) {
        if (tensor.piece.ours) {
          tensor.piece.begin += header.size();
          tensor.piece.end += header.size();
        }
        file_.pieces.push_back(std::move(tensor.piece));
      }
    }
    return std::move(file_);
  }

 private:
  void ReadBody() {
    for (const JsonValue& value : body_["tensors"].items()) {
      const std::vector<JsonValue> parts = value["parts"].items();
      if (parts.empty()) {
        plain_.push_back(ReadTensor(value));
        continue;
      }
      for (const JsonValue& part : parts) compact_.push_back(ReadTensor(part));
      compact_shapes_ += (compact_shapes_.empty() ? "" : ",") +
                         JsonQuote(value["name"].string().value_or("")) + ":" +
                         List(Numbers(value["shape"]));
    }
  }

  void AddOurs(const std::string& name, std::vector<std::uint64_t> shape,
               const std::vector<float>& numbers) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(numbers));
    NewTensor tensor{.name = name, .dtype = "F32", .shape = std::move(shape), .size = bytes.size()};
    tensor.piece = {.ours = true, .begin = file_.bytes.size(), .element = sizeof(float)};
    file_.bytes.insert(file_.bytes.end(), bytes.begin(), bytes.end());
    tensor.piece.end = file_.bytes.size();
    plain_.push_back(std::move(tensor));
  }

  void AddHead() {
    const std::string name(body_["head"].string().value_or("fc"));
    std::vector<std::uint64_t> shape = {head_.layer.classes, head_.layer.features};
    if (body_["headDimensions"].whole_number() == 4u) shape.resize(4, 1);
    AddOurs(name + ".weight", shape, head_.layer.weights);
    AddOurs(name + ".bias", {head_.layer.classes}, head_.layer.bias);
  }

  // Preceded by its length and padded with spaces, so that the data is aligned.
  std::string Header() const {
    std::string json =
        "{\"__metadata__\":{\"format\":\"pt\",\"residua\":" + JsonQuote(Card(body_, head_));
    if (!compact_shapes_.empty()) {
      json += ",\"residua.compact\":" +
              JsonQuote("{\"version\":1,\"shapes\":{" + compact_shapes_ + "}}");
    }
    json += "}";
    std::uint64_t reached = 0;
    for (const std::vector<NewTensor>* const tensors : {&plain_, &compact_}) {
      for (const NewTensor& tensor : *tensors) {
        json += "," + JsonQuote(tensor.name) + ":{\"dtype\":\"" + tensor.dtype +
                "\",\"shape\":" + List(tensor.shape) +
                ",\"data_offsets\":" + List({reached, reached + tensor.size}) + "}";
        reached += tensor.size;
      }
    }
    json += "}";
    json.append((8 - json.size() % 8) % 8, ' ');
    std::string header;
    for (std::size_t byte = 0; byte < 8; ++byte) {
      header += static_cast<char>(std::uint64_t{json.size()} >> 8 * byte & 255);
    }
    return header + json;
  }

  JsonValue body_;
  const TaughtHead& head_;
  std::vector<NewTensor> plain_;
  std::vector<NewTensor> compact_;
  std::string compact_shapes_;  // members of a JSON object
  TaughtFile file_;
};

}  // namespace

TaughtFile MakeTaughtFile(std::string_view body, const TaughtHead& head) {
  const std::optional<Json> document = Json::Parse(body);
  if (!document) throw Error(ErrorCode::kInternal, "The description of the body is not JSON.");
  return Maker(document->root(), head).Make();
}

std::vector<std::byte> InOrder(const FilePiece& piece, std::span<const std::byte> bytes) {
  std::vector<std::byte> ordered(static_cast<std::size_t>(Product(piece.shape)) * piece.element);
  std::vector<std::uint64_t> place(piece.shape.size());
  for (std::size_t to = 0; to < ordered.size(); to += piece.element) {
    std::uint64_t from = 0;
    for (std::size_t d = 0; d < place.size(); ++d) from += place[d] * piece.strides[d];
    from *= piece.element;
    if (from + piece.element > bytes.size()) {
      throw Error(ErrorCode::kInvalidCheckpoint, "A tensor of the original file ends too early.");
    }
    std::memcpy(ordered.data() + to, bytes.data() + from, piece.element);
    for (std::size_t d = place.size(); d-- > 0;) {
      if (++place[d] < piece.shape[d]) break;
      place[d] = 0;
    }
  }
  return ordered;
}

}  // namespace residua::teach
