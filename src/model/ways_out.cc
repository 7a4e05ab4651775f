#include "model/ways_out.h"

#include <string>

#include "core/error.h"

namespace residua {

void RefuseNetwork(std::initializer_list<std::string_view> words) {
  std::string message;
  for (const std::string_view word : words) message += word;
  throw Error(ErrorCode::kUnsupportedCheckpoint, message);
}

}  // namespace residua
