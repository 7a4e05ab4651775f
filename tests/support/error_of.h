// The error that bad input is answered with, for tests to look at.

#pragma once

#include <catch2/catch_test_macros.hpp>

#include "core/error.h"

namespace residua::testing {

// The error that `call()` throws; fails the test if it throws none.
template <typename Call>
Error ErrorOf(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return Error(ErrorCode::kInternal, "");
}

}  // namespace residua::testing
