#include "image/jpeg_input.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/error_of.h"
#include "support/image_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::JpegInput;
using residua::testing::Bytes;
using residua::testing::ErrorOf;

TEST_CASE("A marker is found behind fill bytes, stuffed zeros and junk", "[image]") {
  const Bytes file = {0xFF, 0xD8, 0xFF, 0xFF, 0xC0, 7, 0xFF, 0, 9, 0xFF, 0xFF, 0xDB};
  JpegInput input(file);
  CHECK(input.FindMarker() == 0xC0);
  CHECK(input.FindMarker() == 0xC0);  // not used up
  input.SetMarker(0);
  CHECK(input.FindMarker() == 0xDB);
  input.SetMarker(0);
  CHECK_THAT(ErrorOf([&] { input.FindMarker(); }).what(), ContainsSubstring("cut off"));
}

TEST_CASE("A segment's body is as long as its length says", "[image]") {
  const Bytes file = {0xFF, 0xD8, 0, 4, 8, 9, 0, 2, 0, 0, 0, 9, 1};
  JpegInput input(file);
  const auto body = input.Body();
  CHECK(Bytes(body.begin(), body.end()) == Bytes{8, 9});
  CHECK(input.Body().empty());
  CHECK(input.Body().empty());  // a length that does not even count itself
  CHECK_THAT(ErrorOf([&] { input.Body(); }).what(), ContainsSubstring("cut off"));
}

TEST_CASE("Restart markers are resynchronised as libjpeg does", "[image]") {
  // What is expected is restart 3. Expectations are those of libjpeg's jpeg_resync_to_restart.
  const auto next_byte_after = [](std::uint8_t found) {
    const Bytes file = {0xFF, 0xD8, 0xFF, found, 0x11, 0xFF, 0xD3, 0x22};
    JpegInput input(file);
    input.PassRestart(3);
    return input.marker() != 0 ? 0 : input.Byte();
  };
  constexpr int kLeft = 0;  // the marker ends the data
  CHECK(next_byte_after(0xD3) == 0x11);
  CHECK(next_byte_after(0xD4) == kLeft);  // one or two were lost
  CHECK(next_byte_after(0xD5) == kLeft);
  CHECK(next_byte_after(0xD2) == 0x22);  // one or two come again: the data behind are skipped
  CHECK(next_byte_after(0xD1) == 0x22);
  CHECK(next_byte_after(0xD0) == 0x11);  // too far away to be trusted
  CHECK(next_byte_after(0xD6) == 0x11);
  CHECK(next_byte_after(0xD7) == 0x11);
  CHECK(next_byte_after(0xD9) == kLeft);
  CHECK(next_byte_after(0x05) == 0x22);  // no marker at all
}
