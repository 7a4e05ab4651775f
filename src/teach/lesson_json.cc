#include "teach/lesson_json.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/json.h"
#include "teach/base64.h"

namespace residua::teach {
namespace {

std::string Whole(std::size_t number) { return std::to_string(number); }

class Writer {
 public:
  Writer(const Samples& samples, const Lesson& lesson) : samples_(samples), lesson_(lesson) {}

  std::string Text() const {
    const std::string method =
        lesson_.leave_one_out ? "leave-one-out" : std::to_string(lesson_.folds) + "-fold";
    return "{\"classes\":" + JsonList(samples_.classes, JsonQuote) +
           ",\"counts\":" + JsonList(samples_.CountsOfClasses(), Whole) +
           ",\"accuracy\":" + AccuracyJson(lesson_.accuracy) + ",\"method\":" + JsonQuote(method) +
           ",\"confusion\":" +
           JsonList(lesson_.confusion,
                    [](const std::vector<std::size_t>& row) { return JsonList(row, Whole); }) +
           ",\"wrong\":" +
           ListOf([&](std::size_t i) { return Of(i).tested && Of(i).best != ClassOf(i); },
                  [&](std::size_t i) { return Mistake(i); }) +
           ",\"refused\":" +
           ListOf([&](std::size_t i) { return Of(i).refused; },
                  [&](std::size_t i) { return Id(i); }) +
           ",\"untested\":" +
           ListOf([&](std::size_t i) { return !Of(i).tested; },
                  [&](std::size_t i) { return Id(i); }) +
           ",\"suggestions\":" +
           JsonList(lesson_.suggestions, [&](const Suggestion& one) { return ToText(one); }) +
           ",\"map\":" +
           ListOf([](std::size_t) { return true; }, [&](std::size_t i) { return Point(i); }) +
           ",\"mapShare\":" + JsonList(lesson_.plane.share, Number) +
           ",\"strength\":" + Number(lesson_.strength) +
           ",\"temperature\":" + Number(lesson_.temperature) +
           ",\"threshold\":" + Number(lesson_.novelty.threshold) + "}";
  }

 private:
  const HeldOutAnswer& Of(std::size_t i) const { return lesson_.answers[i]; }
  std::size_t ClassOf(std::size_t i) const { return samples_.samples[i].class_id; }
  std::string Id(std::size_t i) const { return std::to_string(samples_.samples[i].id); }
  std::string Name(std::size_t label) const { return JsonQuote(samples_.classes[label]); }

  std::string ListOf(const auto& wanted, const auto& to_text) const {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      if (wanted(i)) indices.push_back(i);
    }
    return JsonList(indices, to_text);
  }

  std::string Mistake(std::size_t i) const {
    return "{\"id\":" + Id(i) + ",\"label\":" + Name(ClassOf(i)) +
           ",\"predicted\":" + Name(Of(i).best) + ",\"probability\":" + Number(Of(i).probability) +
           "}";
  }

  std::string Point(std::size_t i) const {
    const auto& [x, y] = lesson_.plane.points[i];
    return "{\"id\":" + Id(i) + ",\"x\":" + Number(static_cast<double>(x)) +
           ",\"y\":" + Number(static_cast<double>(y)) + "}";
  }

  std::string ToText(const Suggestion& one) const {
    return std::string("{\"kind\":\"") + ToString(one.kind) + "\",\"labels\":" +
           JsonList(one.classes, [&](std::size_t label) { return Name(label); }) +
           ",\"ids\":" + JsonList(one.samples, [&](std::size_t i) { return Id(i); }) +
           ",\"text\":" + JsonQuote(one.text) + "}";
  }

  const Samples& samples_;
  const Lesson& lesson_;
};

}  // namespace

std::string Number(double value) {
  if (value == 0 || !std::isfinite(value)) return "0";
  const bool negative = value < 0;
  double size = std::abs(value);
  int exponent = 0;  // of the first digit
  for (; size >= 10; size /= 10) ++exponent;
  for (; size < 1; size *= 10) --exponent;
  auto digits = static_cast<std::uint64_t>(std::llround(size * 1e11));
  int places = 11 - exponent;  // after the decimal point
  while (places > 0 && digits % 10 == 0) {
    digits /= 10;
    --places;
  }
  std::string text = std::to_string(digits);
  if (places < 0 || places > 18) {
    text += "e" + std::to_string(-places);
  } else if (places > 0) {
    if (text.size() <= static_cast<std::size_t>(places)) {
      text.insert(0, static_cast<std::size_t>(places) + 1 - text.size(), '0');
    }
    text.insert(text.size() - static_cast<std::size_t>(places), ".");
  }
  return negative ? "-" + text : text;
}

std::string AccuracyJson(const Accuracy& accuracy) {
  return "{\"value\":" + Number(accuracy.value) + ",\"low\":" + Number(accuracy.low) +
         ",\"high\":" + Number(accuracy.high) + ",\"right\":" + Whole(accuracy.right) +
         ",\"total\":" + Whole(accuracy.total) + "}";
}

std::string LessonJson(const Samples& samples, const Lesson& lesson) {
  return Writer(samples, lesson).Text();
}

std::string NoveltyJson(const Novelty& novelty) {
  std::string text = "{\"threshold\":" + Number(novelty.threshold) + ",\"centre\":\"" +
                     Base64(novelty.centre) + "\",\"means\":\"" + Base64(novelty.means) + "\"";
  if (novelty.none_class) text += ",\"noneClass\":" + std::to_string(*novelty.none_class);
  return text + "}";
}

}  // namespace residua::teach
