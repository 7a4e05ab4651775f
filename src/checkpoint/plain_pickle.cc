#include "checkpoint/plain_pickle.h"

#include "checkpoint/object_tree.h"
#include "checkpoint/pickle.h"
#include "checkpoint/torch_globals.h"

namespace residua {

bool PlainPickle::Begins(std::string_view first_bytes) {
  if (first_bytes.size() > 1 && first_bytes[0] == '\x80') {
    return first_bytes[1] >= 2 && first_bytes[1] <= 5;
  }
  // A dictionary, a list, an object, and a class: "ccollections\n".
  for (const std::string_view begin : {"(dp", "(lp", "(ip", "ccollections\n", "ccopy_reg\n",
                                       "ccopyreg\n", "ctorch", "cnumpy.", "}q", "]q"}) {
    if (first_bytes.starts_with(begin)) return true;
  }
  return false;
}

TensorIndex PlainPickle::Read() {
  const Pickle pickle(file_, 0, file_.size(), ResolveTorchGlobal);
  return ReadObjectTree(pickle, {}, file_);
}

}  // namespace residua
