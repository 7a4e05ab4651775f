// Reads JSON with yyjson; writes it by hand.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// yyjson's own type names.
struct yyjson_doc;  // NOLINT(readability-identifier-naming)
struct yyjson_val;  // NOLINT(readability-identifier-naming)

namespace residua {

// One value of a document, valid as long as its Json. May also represent a missing value: all of
// its accessors then return empty results.
class JsonValue {
 public:
  JsonValue() = default;
  explicit JsonValue(yyjson_val* value) : value_(value) {}

  explicit operator bool() const { return value_ != nullptr; }  // whether the value exists
  bool is_object() const;
  bool is_array() const;
  bool is_null() const;

  // Empty if the value has another type.
  std::optional<std::string_view> string() const;
  std::optional<double> number() const;
  std::optional<std::uint64_t> whole_number() const;  // non-negative, without a fraction
  std::optional<bool> boolean() const;

  // The member `name` of an object; a missing value if there is none.
  JsonValue operator[](std::string_view key) const;

  // In document order; empty if this is not an object (or not an array).
  std::vector<std::pair<std::string_view, JsonValue>> members() const;
  std::vector<JsonValue> items() const;

 private:
  yyjson_val* value_ = nullptr;
};

class Json {
 public:
  // Empty if the text is not valid JSON; `problem`, if not null, then gets the reason and position.
  static std::optional<Json> Parse(std::string_view text, std::string* problem = nullptr);

  JsonValue root() const;

 private:
  struct Free {
    void operator()(yyjson_doc* document) const noexcept;
  };

  explicit Json(yyjson_doc* document) : document_(document) {}

  std::unique_ptr<yyjson_doc, Free> document_;
};

// The text as a JSON string with its quotes. Invalid UTF-8 is replaced by U+FFFD, so that the
// result is always valid JSON.
std::string JsonQuote(std::string_view text);

// A JSON array of to_text(item) for each item.
template <typename Items, typename ToText>
std::string JsonList(const Items& items, const ToText& to_text) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? "," : "") + to_text(item);
  return text + "]";
}

}  // namespace residua
