// The strtod that yyjson calls in wasm: JavaScript's own reading of numbers, correctly rounded in
// every engine. libc's goes through software 128-bit floats, which are 13 KB of code.

#include <emscripten/em_js.h>

EM_JS_DEPS(residua_strtod, "$UTF8ToString");
EM_JS(double, residua_number_from_text, (const char* text, int length),
      { return Number(UTF8ToString(text, length)); });

static const char* skip_digits(const char* text) {
  while (*text >= '0' && *text <= '9') ++text;
  return text;
}

// `text` begins with a number as JSON writes them, which yyjson has made sure of.
double residua_strtod(const char* text, char** end) {
  const char* rest = skip_digits(text + (*text == '-'));
  if (*rest == '.') rest = skip_digits(rest + 1);
  if (*rest == 'e' || *rest == 'E') {
    ++rest;
    rest = skip_digits(rest + (*rest == '-' || *rest == '+'));
  }
  *end = (char*)rest;
  return residua_number_from_text(text, (int)(rest - text));
}
