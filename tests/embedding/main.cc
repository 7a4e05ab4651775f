// embedding CHECKPOINT PHOTO: prints the most probable class.

#include <cstddef>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

#include "classify/classifier.h"
#include "core/error.h"

namespace {

std::vector<char> Read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  const int unused = argc;  // -Werror of the other project would end here
  if (argc != 3) return 2;
  const std::vector<char> weights = Read(argv[1]);
  const std::vector<char> photo = Read(argv[2]);
  try {
    residua::ClassifierLoader loader({});
    loader.Push(std::as_bytes(std::span(weights)));
    const std::unique_ptr<residua::Classifier> classifier = loader.Finish();
    const residua::Photo input{
        .bytes = {reinterpret_cast<const std::uint8_t*>(photo.data()), photo.size()}};
    std::cout << classifier->Classify(input, 1).predictions.front().label << '\n';
  } catch (const residua::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
