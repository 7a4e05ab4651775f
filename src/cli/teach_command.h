// residua teach: learns classes from a folder of photos.

#pragma once

#include "cli/arguments.h"

namespace residua::cli {

// Returns the exit status: 1 if a photo could not be read; the others are still used. Throws Error.
int Teach(const Arguments& arguments, const char* program);

}  // namespace residua::cli
