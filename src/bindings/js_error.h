// Passes errors to JavaScript, with code and message.

#pragma once

#include <emscripten/val.h>

#include <new>

#include "core/error.h"

namespace residua {

// Throws a JavaScript Error with a `code`.
[[noreturn]] inline void ThrowJsError(ErrorCode code, const char* message) {
  emscripten::val error = emscripten::val::global("Error").new_(emscripten::val::u8string(message));
  error.set("code", emscripten::val(ToString(code)));
  error.throw_();
}

// Returns call(). An Error becomes a JavaScript Error with its code, a failed allocation one with
// "out-of-memory".
auto WithJsErrors(auto&& call) {
  try {
    return call();
  } catch (const Error& e) {
    ThrowJsError(e.code(), e.what());
  } catch (const std::bad_alloc&) {
    ThrowJsError(ErrorCode::kOutOfMemory, "The browser does not give this page more memory.");
  } catch (const std::exception& e) {
    ThrowJsError(ErrorCode::kInternal, e.what());
  }
}

}  // namespace residua
