// Teaching behind one call with JSON and bytes, for the module's worker.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "teach/held_out.h"
#include "teach/taught_head.h"

namespace residua::teach {

struct Answer {
  std::string json;
  std::vector<std::byte> bytes;
};

// Requests, by their "op":
//
//   {"op": "train", "features": 512, "classes": [...], "noneClass": -1, "ids": [...], "labels":
//    [...], "balanced": true}  and the embeddings as float32
//      ->  LessonJson with "head": {"features", "classes", "temperature", "novelty"}; and the
//          layer's weights and biases as float32
//   {"op": "use", "head": {...}}  and these numbers: what "train" gave, to answer with
//   {"op": "predict"}  and an embedding
//      ->  {"predictions": [{"label", "index", "probability"}, ...], "novel": false,
//          "likeness": 0.7}
//   {"op": "file", "body": "..."}: see MakeTaughtFile
//      ->  {"pieces": [{"ours": false, "file": 0, "begin": 80, "end": 96, "shape": [...],
//      "strides":
//          [...], "element": 4}, ...]}, the last three of strided ones; and TaughtFile::bytes
//   {"op": "in-order", "piece": {...}}  and its bytes
//      ->  {}, and the bytes in order
class Service {
 public:
  // Throws Error.
  Answer Call(std::string_view json, std::span<const std::byte> bytes, const Progress& progress);

 private:
  std::optional<TaughtHead> head_;
};

}  // namespace residua::teach
