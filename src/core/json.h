// JSON, read by yyjson and written by hand.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// yyjson's own names.
struct yyjson_doc;  // NOLINT(readability-identifier-naming)
struct yyjson_val;  // NOLINT(readability-identifier-naming)

namespace residua {

// One value of a document, valid while the Json it came from lives. Also stands for a value that is
// not there: every question about that one is answered "no".
class JsonValue {
 public:
  JsonValue() = default;
  explicit JsonValue(yyjson_val* value) : value_(value) {}

  explicit operator bool() const { return value_ != nullptr; }  // whether it is there
  bool is_object() const;
  bool is_array() const;
  bool is_null() const;

  // Nothing where the value is of another type.
  std::optional<std::string_view> string() const;
  std::optional<double> number() const;
  std::optional<std::uint64_t> whole_number() const;  // not negative, written without a fraction
  std::optional<bool> boolean() const;

  // The member of an object; not there if this is no object or has none of that name.
  JsonValue operator[](std::string_view key) const;

  // In the order of the text; empty if this is no object, or no array.
  std::vector<std::pair<std::string_view, JsonValue>> members() const;
  std::vector<JsonValue> items() const;

 private:
  yyjson_val* value_ = nullptr;
};

class Json {
 public:
  // Nothing if the text is no JSON. `problem`, if given, then says why and where.
  static std::optional<Json> Parse(std::string_view text, std::string* problem = nullptr);

  JsonValue root() const;

 private:
  struct Free {
    void operator()(yyjson_doc* document) const noexcept;
  };

  explicit Json(yyjson_doc* document) : document_(document) {}

  std::unique_ptr<yyjson_doc, Free> document_;
};

// The text as a JSON string, quotes included. Bytes that are no UTF-8 become U+FFFD, so that the
// result always is JSON.
std::string JsonQuote(std::string_view text);

// An array of to_text(item), which is JSON, of each item.
template <typename Items, typename ToText>
std::string JsonList(const Items& items, const ToText& to_text) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? "," : "") + to_text(item);
  return text + "]";
}

}  // namespace residua
