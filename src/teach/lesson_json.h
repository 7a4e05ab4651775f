// A lesson as JSON, for the command line and the module.

#pragma once

#include <string>

#include "classify/novelty.h"
#include "teach/lesson.h"

namespace residua::teach {

// {"classes": ["cup", ...], "counts": [5, ...],
//  "accuracy": {"value": 0.92, "low": 0.81, "high": 0.97, "right": 46, "total": 50},
//  "method": "leave-one-out" | "10-fold", "confusion": [[9, 1], ...],
//  "wrong": [{"id": 3, "label": "cup", "predicted": "bowl", "probability": 0.6}, ...],
//  "refused": [7], "untested": [9],
//  "suggestions": [{"kind": "confused", "labels": ["cup", "bowl"], "ids": [3], "text": "..."},
//  ...], "map": [{"id": 3, "x": 0.1, "y": -0.4}, ...], "mapShare": [0.4, 0.2], "strength": 0.03,
//  "temperature": 0.7, "threshold": 0.31}
std::string LessonJson(const Samples& samples, const Lesson& lesson);

// {"value": 0.92, "low": 0.81, "high": 0.97, "right": 46, "total": 50}
std::string AccuracyJson(const Accuracy& accuracy);

// As Novelty::FromJson reads it.
std::string NoveltyJson(const Novelty& novelty);

// With twelve digits. The C++ library's formatting would add 60 KB of WebAssembly. NaN and infinity
// become 0.
std::string Number(double value);

}  // namespace residua::teach
