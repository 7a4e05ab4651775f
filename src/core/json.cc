#include "core/json.h"

#include <yyjson.h>

#include <cstddef>

namespace residua {
namespace {

// The length of the UTF-8 character at the start of `text` (RFC 3629), or 0 if there is none.
std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  // Rejects overlong encodings, surrogates and code points above U+10FFFF.
  if (first == 0xE0) low = 0xA0;
  if (first == 0xED) high = 0x9F;
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;
  if (length == 0 || text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  }
  return length;
}

}  // namespace

bool JsonValue::is_object() const { return yyjson_is_obj(value_); }
bool JsonValue::is_array() const { return yyjson_is_arr(value_); }
bool JsonValue::is_null() const { return yyjson_is_null(value_); }

std::optional<std::string_view> JsonValue::string() const {
  if (!yyjson_is_str(value_)) return std::nullopt;
  return std::string_view(yyjson_get_str(value_), yyjson_get_len(value_));
}

std::optional<double> JsonValue::number() const {
  if (!yyjson_is_num(value_)) return std::nullopt;
  return yyjson_get_num(value_);
}

std::optional<std::uint64_t> JsonValue::whole_number() const {
  if (!yyjson_is_uint(value_)) return std::nullopt;
  return yyjson_get_uint(value_);
}

std::optional<bool> JsonValue::boolean() const {
  if (!yyjson_is_bool(value_)) return std::nullopt;
  return yyjson_get_bool(value_);
}

JsonValue JsonValue::operator[](std::string_view key) const {
  return JsonValue(yyjson_obj_getn(value_, key.data(), key.size()));
}

std::vector<std::pair<std::string_view, JsonValue>> JsonValue::members() const {
  std::vector<std::pair<std::string_view, JsonValue>> members;
  yyjson_obj_iter iterator = yyjson_obj_iter_with(value_);
  while (yyjson_val* key = yyjson_obj_iter_next(&iterator)) {
    members.emplace_back(std::string_view(yyjson_get_str(key), yyjson_get_len(key)),
                         JsonValue(yyjson_obj_iter_get_val(key)));
  }
  return members;
}

std::vector<JsonValue> JsonValue::items() const {
  std::vector<JsonValue> items;
  yyjson_arr_iter iterator = yyjson_arr_iter_with(value_);
  while (yyjson_val* item = yyjson_arr_iter_next(&iterator)) items.emplace_back(item);
  return items;
}

std::optional<Json> Json::Parse(std::string_view text, std::string* problem) {
  yyjson_read_err error = {};
  // yyjson does not write to the text unless the in-situ flag is set.
  yyjson_doc* document = yyjson_read_opts(const_cast<char*>(text.data()), text.size(),
                                          YYJSON_READ_NOFLAG, /*alc=*/nullptr, &error);
  if (!document) {
    if (problem) *problem = std::string(error.msg) + " at byte " + std::to_string(error.pos);
    return std::nullopt;
  }
  return Json(document);
}

JsonValue Json::root() const { return JsonValue(yyjson_doc_get_root(document_.get())); }

void Json::Free::operator()(yyjson_doc* document) const noexcept { yyjson_doc_free(document); }

std::string JsonQuote(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const std::size_t length = CharacterLength(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(character.size());
    if (length == 0) {
      quoted += "\xEF\xBF\xBD";
    } else if (character == "\"" || character == "\\") {
      quoted += '\\';
      quoted += character;
    } else if (static_cast<unsigned char>(character[0]) < 0x20) {
      constexpr std::string_view kHexDigits = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(character[0]);
      quoted += "\\u00";
      quoted += kHexDigits[code >> 4];
      quoted += kHexDigits[code & 15];
    } else {
      quoted += character;
    }
  }
  return quoted + '"';
}

}  // namespace residua
