#include "teach/base64.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

namespace residua::teach {

// As Python's base64.b64encode(struct.pack('<2f', 1, -2)) has them.
TEST_CASE("Numbers become little-endian bytes, and these base64", "[teach]") {
  CHECK(Base64({}).empty());
  CHECK(Base64(std::array{1.0f}) == "AACAPw==");
  CHECK(Base64(std::array{1.0f, -2.0f}) == "AACAPwAAAMA=");
  CHECK(Base64(std::array{0.0f, 0.0f, 0.0f}) == "AAAAAAAAAAAAAAAA");
}

}  // namespace residua::teach
