// The WebAssembly of residua/teach: one function from JSON and bytes to JSON and bytes. It is
// instantiated without Emscripten's JavaScript; web/src/teach/module.js is its only user.

#include <emscripten/emscripten.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>

#include "core/error.h"
#include "core/json.h"
#include "teach/service.h"

using residua::Error;
using residua::ErrorCode;
using residua::teach::Answer;
using residua::teach::Service;

extern "C" {

// Receives progress from 0 to 1.
__attribute__((import_module("env"), import_name("progress"))) void residua_progress(double done);

}  // extern "C"

namespace {

// The location of an answer, for JavaScript: four 32-bit numbers.
struct Place {
  const char* json;
  std::size_t json_size;
  const std::byte* bytes;
  std::size_t bytes_size;
};

Service& TheService() {
  static Service service;
  return service;
}

Answer Failure(ErrorCode code, const std::string& message) {
  return {.json = std::string("{\"error\":{\"code\":\"") + ToString(code) +
                  "\",\"message\":" + residua::JsonQuote(message) + "}}"};
}

Answer Call(std::string_view json, std::span<const std::byte> bytes) {
  try {
    return TheService().Call(json, bytes, residua_progress);
  } catch (const Error& error) {
    return Failure(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return Failure(ErrorCode::kOutOfMemory,
                   "There is not enough memory to learn from this many photos.");
  } catch (const std::exception& error) {
    return Failure(ErrorCode::kInternal, error.what());
  }
}

}  // namespace

extern "C" {

// Memory for a request: its JSON followed by its bytes. `Teach` frees it.
EMSCRIPTEN_KEEPALIVE std::byte* Reserve(std::size_t size) {
  return new (std::nothrow) std::byte[size];
}

// Answers the request of these sizes at `request`; the answer is valid until the next call.
EMSCRIPTEN_KEEPALIVE const Place* Teach(std::byte* request, std::size_t json_size,
                                        std::size_t bytes_size) {
  static Answer answer;
  static Place place;
  const std::unique_ptr<std::byte[]> owned(request);
  answer =
      Call({reinterpret_cast<const char*>(request), json_size}, {request + json_size, bytes_size});
  place = {answer.json.data(), answer.json.size(), answer.bytes.data(), answer.bytes.size()};
  return &place;
}

}  // extern "C"
