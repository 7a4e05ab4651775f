#include "cli/teach_report.h"

#include <array>
#include <cstdio>

#include "core/json.h"
#include "teach/accuracy.h"
#include "teach/lesson_json.h"

namespace residua::cli {
namespace {

using teach::Accuracy;
using teach::AccuracyOf;
using teach::Number;

template <typename... Values>
std::string Format(const char* format, Values... values) {
  std::array<char, 256> text;
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

template <typename Items, typename ToText>
std::string List(const Items& items, const ToText& to_text) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? "," : "") + to_text(item);
  return text + "]";
}

std::string Count(std::size_t number) { return std::to_string(number); }

std::string TestJson(const TestReport& test) {
  const Accuracy accuracy = AccuracyOf(test.right, test.total);
  return "{\"accuracy\":" + teach::AccuracyJson(accuracy) + ",\"refused\":" + Count(test.refused) +
         ",\"unseen\":{\"refused\":" + Count(test.unseen_refused) +
         ",\"total\":" + Count(test.unseen) + "},\"wrong\":" +
         List(test.wrong,
              [](const WrongPhoto& one) {
                return "{\"file\":" + JsonQuote(one.path) + ",\"label\":" + JsonQuote(one.label) +
                       ",\"predicted\":" + JsonQuote(one.predicted) +
                       ",\"probability\":" + Number(one.probability) + "}";
              }) +
         "}";
}

std::string Photos(const std::vector<std::string>& paths) {
  std::string text = "{";
  for (std::size_t i = 0; i < paths.size(); ++i) {
    text += (i > 0 ? ",\"" : "\"") + Count(i + 1) + "\":" + JsonQuote(paths[i]);
  }
  return text + "}";
}

std::string Percent(const Accuracy& accuracy) {
  return Format("%zu of %zu right, %.1f %% (95 %% confidence: %.1f to %.1f %%)", accuracy.right,
                accuracy.total, 100 * accuracy.value, 100 * accuracy.low, 100 * accuracy.high);
}

}  // namespace

std::string TeachJson(const teach::Samples& samples, const teach::Lesson& lesson,
                      const TeachReport& report) {
  std::string json = LessonJson(samples, lesson);
  json.pop_back();
  json += ",\"out\":" + JsonQuote(report.out) + ",\"photos\":" + Photos(report.photos) +
          ",\"failed\":" + List(report.failed, [](const FailedPhoto& photo) {
            return "{\"file\":" + JsonQuote(photo.path) +
                   ",\"error\":{\"code\":" + JsonQuote(ToString(photo.error.code())) +
                   ",\"message\":" + JsonQuote(photo.error.what()) + "}}";
          });
  if (report.test) json += ",\"test\":" + TestJson(*report.test);
  return json + "}";
}

std::string TeachText(const teach::Samples& samples, const teach::Lesson& lesson,
                      const TeachReport& report) {
  std::string text;
  const std::vector<std::size_t> counts = samples.CountsOfClasses();
  for (std::size_t k = 0; k < counts.size(); ++k) {
    text += Format("%5zu photos  ", counts[k]) + samples.classes[k] + "\n";
  }
  text += lesson.accuracy.total == 0
              ? "Nothing could be tested: each class needs photos that are not nearly identical.\n"
              : "Held-out photos: " + Percent(lesson.accuracy) + "\n";
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const teach::HeldOutAnswer& answer = lesson.answers[i];
    const std::size_t label = samples.samples[i].class_id;
    if (!answer.tested || answer.best == label) continue;
    text += "  " + report.photos[samples.samples[i].id - 1] + ": " + samples.classes[answer.best] +
            " instead of " + samples.classes[label] + "\n";
  }
  for (const teach::Suggestion& one : lesson.suggestions) text += "* " + one.text + "\n";
  if (report.test) {
    const TestReport& test = *report.test;
    text += "Test photos: " + Percent(AccuracyOf(test.right, test.total)) + "; " +
            Count(test.refused) + " called none of these\n";
    if (test.unseen > 0) {
      text += "Photos of other classes: " + Count(test.unseen_refused) + " of " +
              Count(test.unseen) + " called none of these\n";
    }
  }
  return text + "Written: " + report.out + "\n";
}

}  // namespace residua::cli
