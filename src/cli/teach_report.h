// The output of residua teach.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "teach/lesson.h"

namespace residua::cli {

struct FailedPhoto {
  std::string path;
  Error error;
};

struct WrongPhoto {
  std::string path;
  std::string label;
  std::string predicted;
  double probability = 0;
};

// The results for a separate folder of test photos.
struct TestReport {
  std::size_t right = 0;
  std::size_t total = 0;    // of the learned classes
  std::size_t refused = 0;  // of these: rejected as none of the classes
  std::vector<WrongPhoto> wrong;
  std::size_t unseen = 0;  // of sub-folders that are not a learned class
  std::size_t unseen_refused = 0;
};

struct TeachReport {
  std::string out;
  std::vector<std::string> photos;  // their ids count from 1
  std::vector<FailedPhoto> failed;
  std::optional<TestReport> test;
};

// One line: LessonJson with "out": "my.safetensors", "photos": {"1": the path of that id},
// "failed": [{"file", "error": {"code", "message"}}], and after a test "test": {"accuracy":
// {"value", "low", "high", "right", "total"}, "refused": 2, "unseen": {"refused": 30, "total": 40},
// "wrong": [{"file", "label", "predicted", "probability"}]}
std::string TeachJson(const teach::Samples& samples, const teach::Lesson& lesson,
                      const TeachReport& report);

// The same as text.
std::string TeachText(const teach::Samples& samples, const teach::Lesson& lesson,
                      const TeachReport& report);

}  // namespace residua::cli
