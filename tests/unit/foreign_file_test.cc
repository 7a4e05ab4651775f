// The beginnings are those of real files of each kind, as their programs write them.

#include "checkpoint/foreign_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"
#include "support/pytorch_files.h"
#include "support/read_checkpoint.h"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using namespace std::string_literals;

namespace residua::testing {
namespace {

Error ReadingError(const std::string& bytes) {
  return ErrorOf([&] { ReadCheckpoint read(bytes); });
}

void CheckForeign(const std::string& bytes, const char* said) {
  INFO(said);
  const Error error = ReadingError(bytes);
  CHECK(error.code() == ErrorCode::kUnsupportedCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring(said));
  CHECK_THAT(error.what(), EndsWith("."));
}

const std::string kMore(600, '\x17');

}  // namespace

TEST_CASE("Other programs' networks are named", "[checkpoint]") {
  // TensorFlow's SavedModel: schema version 1, a graph with its information
  CheckForeign("\x08\x01\x12\x98\xC9\x4C\x0A\xF3\x22\x12\xD8\x01\x0A"s + kMore, "SavedModel");
  // A frozen graph: a node, its name, its kind
  CheckForeign("\x0A\x1F\x0A\x05input\x12\x0BPlaceholder*"s + kMore, "a TensorFlow graph");
  CheckForeign("\x89HDF\r\n\x1A\n\x00\x00"s + kMore, "Keras");
  CheckForeign("\x1C\x00\x00\x00TFL3\x14\x00\x20\x00"s + kMore, "TensorFlow Lite");
  CheckForeign("\x08\x04\x12\x50\x0A\x1A\x0A\x05image"s + kMore, "Core ML");
  CheckForeign(
      "\x0A\x09ResNet-50\xA2\x06\x14\x0A\x05"
      "conv1"s +
          kMore,
      "Caffe");
  CheckForeign(
      "\x0A\x09ResNet-50\x12\x14\x0A\x04"
      "data"s +
          kMore,
      "Caffe");
  CheckForeign("\x04\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00V 1"s + kMore, "Torch 7");
  CheckForeign("\x12\x01\x00\x00\x00\x00\x00\x00\x00\x00"s + kMore, "MXNet");
  CheckForeign("<?xml version=\"1.0\"?>\n<net name=\"resnet18\" version=\"11\">\n", "OpenVINO");
  CheckForeign("7767517\n75 83\nInput data 0 1 data\n", "ncnn");
  CheckForeign("\x82\xA6params\x8A\xABstem"s + kMore, "Flax");
  CheckForeign("\x93NUMPY\x01\x00v\x00{'descr'"s + kMore, ".npy");
  CheckForeign("GGUF\x03\x00\x00\x00"s + kMore, "GGUF");
}

TEST_CASE("Zip archives are identified by their contents", "[checkpoint]") {
  CheckForeign(
      Zip({{"metadata.json", "{}"}, {"config.json", "{}"}, {"model.weights.h5", "\x89HDF"}}),
      "Keras");
  CheckForeign(Zip({{"model_unquant.tflite", "TFL3"}, {"labels.txt", "0 cat"}}), "TensorFlow Lite");
  CheckForeign(Zip({{"m/saved_model.pb", "?"}, {"m/variables/variables.index", "?"}}),
               "SavedModel");
  CheckForeign(Zip({{"Resnet50.mlpackage/Data/com.apple.CoreML/model.mlmodel", "?"}}), "Core ML");
  CheckForeign(Zip({{"model/archive_format", "pt2"}, {"model/models/model.json", "{}"}}),
               "torch.export");
  CheckForeign(Zip({{"serialized_exported_program.json", "{}"}, {"version", "5.3"}}),
               "torch.export");
  CheckForeign(Zip({{"conv1/kernel.npy", "\x93NUMPY"}}), ".npz");
  CheckForeign(Zip({{"folder/model.pth", "PK", 8}}), "Unpack it");
  CheckForeign(Zip({{"word/document.xml", "<"}}), "no PyTorch file");
}

TEST_CASE("JSON files beside a network are distinguished from an index of its parts",
          "[checkpoint]") {
  CheckForeign(R"({"format": "layers-model", "modelTopology": {}, "weightsManifest": []})",
               "TensorFlow.js");
  CheckForeign(R"({"architectures": ["ResNetForImageClassification"], "depths": [3, 4, 6, 3]})",
               "config.json");
  CheckForeign(R"({"architecture": "resnet50", "num_classes": 1000})", "model.safetensors");
  CheckForeign(R"({"image_mean": [0.5], "size": 224})", "preprocessor_config.json");
  CheckForeign(R"({"class_name": "Functional", "config": {}})", "Keras");
  CheckForeign(R"({"0": "cat", "1": "dog"})", "weight_map");
  CHECK(ReadingError(R"({"weight_map": {"a": "part-1", )").code() == ErrorCode::kInvalidCheckpoint);
}

TEST_CASE("Errors for files that are not networks name their kind", "[checkpoint]") {
  CheckForeign("<!DOCTYPE html><html><head><title>Too large to be scanned</title>", "web page");
  CheckForeign("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 46800000\n",
               "Git LFS");
  CheckForeign("\xFF\xD8\xFF\xE0 and more of the picture", "JPEG");
  CheckForeign("\x89PNG\r\n\x1A\n", "PNG");
  CheckForeign("\x1F\x8B\x08\x00"s + kMore, "gzip");
  // At each level of compression.
  for (const char* const level : {"x\x01", "x\x5E", "x\x9C", "x\xDA"}) {
    CheckForeign(level + "\xEC\xBD\x09"s + kMore, "zlib");
  }
  CheckForeign("Rar!\x1A\x07\x01\x00"s + kMore, "RAR");
  CheckForeign("7z\xBC\xAF\x27\x1C"s + kMore, "7z");
  CheckForeign("model.pth"s + std::string(248, '\0') + "ustar" + kMore, "tar archive");
  CheckForeign("sys_info"s + std::string(504, '\0'), "before version 0.1.10");
  CheckForeign("cat\ndog\n", "text");
  CheckForeign(
      "\x80\x03"
      "cjoblib.numpy_pickle\nNumpyArrayWrapper\nq\x00)\x81q\x01."s,
      "joblib");
  // The numbers of a network alone: floats below 1.
  CheckForeign("\x12\x34\x56\x3E\x81\x42\x17\xBD\x03\x9F\x88\x3D\x5C\x11\x71\xBC"s + kMore,
               "no checkpoint");
}

TEST_CASE("A file that ends at once is damaged, not foreign", "[checkpoint]") {
  for (const std::string& bytes : {""s, "\x80"s, "\x10\x00\x00"s, "PK\x03\x04"s}) {
    CHECK(ReadingError(bytes).code() == ErrorCode::kInvalidCheckpoint);
  }
}

}  // namespace residua::testing
