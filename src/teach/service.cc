#include "teach/service.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "teach/lesson.h"
#include "teach/lesson_json.h"
#include "teach/taught_file.h"

namespace residua::teach {
namespace {

[[noreturn]] void Refuse(const std::string& why) { throw Error(ErrorCode::kInternal, why); }

std::vector<float> Floats(std::span<const std::byte> bytes) {
  std::vector<float> floats(bytes.size() / sizeof(float));
  std::memcpy(floats.data(), bytes.data(), floats.size() * sizeof(float));
  return floats;
}

std::size_t Count(JsonValue value) {
  return static_cast<std::size_t>(value.whole_number().value_or(0));
}

std::vector<std::string> Texts(JsonValue list) {
  std::vector<std::string> texts;
  for (const JsonValue& item : list.items()) texts.emplace_back(item.string().value_or(""));
  return texts;
}

Samples ReadSamples(JsonValue root, std::span<const std::byte> bytes) {
  Samples samples{.features = Count(root["features"]), .classes = Texts(root["classes"])};
  samples.none_class = static_cast<std::int32_t>(root["noneClass"].number().value_or(-1));
  const std::vector<JsonValue> ids = root["ids"].items();
  const std::vector<JsonValue> labels = root["labels"].items();
  if (ids.size() != labels.size()) Refuse("there are not as many labels as samples");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    samples.samples.push_back({.id = static_cast<std::uint32_t>(Count(ids[i])),
                               .class_id = static_cast<std::uint32_t>(Count(labels[i]))});
  }
  samples.embeddings = Floats(bytes);
  return samples;
}

TaughtHead ReadHead(JsonValue head, std::span<const std::byte> bytes) {
  TaughtHead taught{.classes = Texts(head["classes"]),
                    .temperature = head["temperature"].number().value_or(1),
                    .novelty = Novelty::FromJson(head["novelty"])};
  LinearHead& layer = taught.layer;
  layer.classes = taught.classes.size();
  layer.features = Count(head["features"]);
  layer.weights = Floats(bytes);
  if (layer.weights.size() != layer.classes * (layer.features + 1) ||
      taught.novelty.centre.size() != layer.features) {
    Refuse("the number of the head's weights does not match its sizes");
  }
  const auto biases =
      layer.weights.begin() + static_cast<std::ptrdiff_t>(layer.classes * layer.features);
  layer.bias.assign(biases, layer.weights.end());
  layer.weights.erase(biases, layer.weights.end());
  return taught;
}

std::vector<std::byte> BytesOf(const LinearHead& layer) {
  std::vector<float> numbers = layer.weights;
  numbers.insert(numbers.end(), layer.bias.begin(), layer.bias.end());
  const std::span<const std::byte> bytes = std::as_bytes(std::span(numbers));
  return {bytes.begin(), bytes.end()};
}

std::string HeadJson(const TaughtHead& head) {
  std::string classes;
  for (const std::string& name : head.classes) {
    classes += (classes.empty() ? "" : ",") + JsonQuote(name);
  }
  return "{\"features\":" + std::to_string(head.layer.features) + ",\"classes\":[" + classes +
         "],\"temperature\":" + Number(head.temperature) +
         ",\"novelty\":" + NoveltyJson(head.novelty) + "}";
}

Answer Predict(const TaughtHead& head, std::span<const std::byte> bytes) {
  const std::vector<float> embedding = Floats(bytes);
  if (embedding.size() != head.layer.features) {
    throw Error(ErrorCode::kInvalidOption, "The embedding has " + std::to_string(embedding.size()) +
                                               " numbers, and what was taught takes " +
                                               std::to_string(head.layer.features) + ".");
  }
  const std::vector<double> probabilities = head.Probabilities(embedding);
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t k) { return probabilities[k]; });
  std::string list;
  for (const std::size_t k : order) {
    list += (list.empty() ? "" : ",");
    list += "{\"label\":" + JsonQuote(head.classes[k]) + ",\"index\":" + std::to_string(k) +
            ",\"probability\":" + Number(probabilities[k]) + "}";
  }
  return {.json = "{\"predictions\":[" + list +
                  "],\"novel\":" + (head.IsNovel(embedding, probabilities) ? "true" : "false") +
                  ",\"likeness\":" + Number(head.novelty.Likeness(embedding)) + "}"};
}

std::string List(const std::vector<std::uint64_t>& numbers) {
  std::string text = "[";
  for (const std::uint64_t number : numbers) {
    text += (text.size() > 1 ? "," : "") + std::to_string(number);
  }
  return text + "]";
}

std::vector<std::uint64_t> Numbers(JsonValue list) {
  std::vector<std::uint64_t> numbers;
  for (const JsonValue& item : list.items()) numbers.push_back(item.whole_number().value_or(0));
  return numbers;
}

Answer FileOf(JsonValue request, const TaughtHead& head) {
  TaughtFile file = MakeTaughtFile(request["body"].string().value_or(""), head);
  std::string pieces;
  for (const FilePiece& piece : file.pieces) {
    pieces += pieces.empty() ? "" : ",";
    pieces += std::string("{\"ours\":") + (piece.ours ? "true" : "false") +
              ",\"file\":" + std::to_string(piece.file) +
              ",\"begin\":" + std::to_string(piece.begin) + ",\"end\":" + std::to_string(piece.end);
    if (!piece.strides.empty()) {
      pieces += ",\"shape\":" + List(piece.shape) + ",\"strides\":" + List(piece.strides) +
                ",\"element\":" + std::to_string(piece.element);
    }
    pieces += "}";
  }
  return {.json = "{\"pieces\":[" + pieces + "]}", .bytes = std::move(file.bytes)};
}

Answer Ordered(JsonValue piece, std::span<const std::byte> bytes) {
  const FilePiece strided{.shape = Numbers(piece["shape"]),
                          .strides = Numbers(piece["strides"]),
                          .element = Count(piece["element"])};
  return {.json = "{}", .bytes = InOrder(strided, bytes)};
}

}  // namespace

Answer Service::Call(std::string_view json, std::span<const std::byte> bytes,
                     const Progress& progress) {
  const std::optional<Json> document = Json::Parse(json);
  if (!document) Refuse("the request is not JSON");
  const JsonValue root = document->root();
  const std::string_view op = root["op"].string().value_or("");
  if (op == "train") {
    Samples samples = ReadSamples(root, bytes);
    Lesson lesson =
        Teach(samples, {.balanced = root["balanced"].boolean().value_or(true)}, progress);
    Answer answer{.json = LessonJson(samples, lesson)};
    head_ = TaughtHead{.classes = std::move(samples.classes),
                       .layer = std::move(lesson.head),
                       .temperature = lesson.temperature,
                       .novelty = std::move(lesson.novelty)};
    answer.json.pop_back();
    answer.json += ",\"head\":" + HeadJson(*head_) + "}";
    answer.bytes = BytesOf(head_->layer);
    return answer;
  }
  if (op == "use") {
    head_ = ReadHead(root["head"], bytes);
    return {.json = "{}"};
  }
  if (op == "in-order") return Ordered(root["piece"], bytes);
  if (!head_) Refuse("nothing has been taught yet");
  if (op == "predict") return Predict(*head_, bytes);
  if (op == "file") return FileOf(root, *head_);
  Refuse("there is no op \"" + std::string(op) + "\"");
}

}  // namespace residua::teach
