#include "checkpoint/foreign_file.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "checkpoint/pytorch_error.h"
#include "core/error.h"
#include "core/json.h"

namespace residua {
namespace {

// Suggestions to the user.
constexpr const char* kFromPyTorch =
    ", which is not read. Save the network that it was made from in PyTorch: "
    "torch.save(model.state_dict(), \"model.pth\").";
constexpr const char* kFromElsewhere =
    ", which is not read. Take a PyTorch or safetensors checkpoint of such a network, such as "
    "timm's "
    "or torchvision's.";
constexpr const char* kUnpack = ". Unpack it, and choose the checkpoint in it.";
constexpr const char* kAnotherFile = ", not a network. Choose the file with the weights.";

constexpr const char* kSaveAlone = ": torch.save(model.state_dict(), \"model.pth\").";

constexpr const char* kZlib =
    "compressed by zlib, as joblib does. Load it in Python and save the network alone";

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  const char* what;
  const char* advice;
};

constexpr Signature kSignatures[] = {
    {0, "\x89HDF", "an HDF5 file, as Keras saves its networks (.h5)", kFromElsewhere},
    {4, "TFL3", "a TensorFlow Lite (LiteRT) model", kFromElsewhere},
    {4, "ORTM", "a model of ONNX Runtime (.ort)", kFromPyTorch},
    {4, "ET12", "an ExecuTorch program (.pte)", kFromPyTorch},
    {4, "PTMF", "a PyTorch Mobile program", kFromPyTorch},
    {0, "GGUF", "a GGUF file", kFromPyTorch},
    {0, {"\x12\x01\0\0\0\0\0\0", 8}, "a file of MXNet's parameters (.params)", kFromElsewhere},
    {0, "7767517", "a network of ncnn (.param)", kFromPyTorch},
    {0, {"\4\0\0\0\1\0\0\0", 8}, "a Torch 7 file of Lua (.t7)", kFromElsewhere},
    {0, {"\3\0\0\0\1\0\0\0", 8}, "a Torch 7 file of Lua (.t7)", kFromElsewhere},
    {1, "\xA6params", "a file of Flax's parameters (.msgpack)", kFromElsewhere},
    {0, "\x93NUMPY", "an array of NumPy (.npy)", kFromPyTorch},
    {0, "MATLAB", "a MATLAB file", kFromElsewhere},
    {0, "model_checkpoint_path", "TensorFlow's list of its checkpoints", kFromElsewhere},
    {0, "sys_info",
     "a tar archive, as PyTorch wrote before version 0.1.10. Load it in Python and save it again",
     ": torch.save(model.state_dict(), \"model.pth\")."},
    {0, "version https://git-lfs", "a Git LFS pointer, not the weights",
     ". Download the file itself, or run: git lfs pull."},
    {0, "<?xml", "an XML text, such as OpenVINO's description of a network", kFromPyTorch},
    {0, "<net", "OpenVINO's description of a network", kFromPyTorch},
    {0, "<", "a web page, not the weights", ". Download the file itself."},
    {0, "\xFF\xD8\xFF", "a JPEG image", kAnotherFile},
    {0, "\x89PNG", "a PNG image", kAnotherFile},
    {0, "GIF8", "a GIF image", kAnotherFile},
    {0, "RIFF", "a WebP image, a sound or a film", kAnotherFile},
    {0, "%PDF", "a PDF document", kAnotherFile},
    {0, "\x1F\x8B", "compressed by gzip", kUnpack},
    {0, "BZh", "compressed by bzip2", kUnpack},
    {0,
     "\xFD"
     "7zXZ",
     "compressed by xz", kUnpack},
    {0, "\x28\xB5\x2F\xFD", "compressed by Zstandard", kUnpack},
    {0, "7z\xBC\xAF", "a 7z archive", kUnpack},
    {0, "Rar!", "a RAR archive", kUnpack},
    {257, "ustar", "a tar archive", kUnpack},
    {0, "x\x01", kZlib, kSaveAlone},
    {0, "x\x5E", kZlib, kSaveAlone},
    {0, "x\x9C", kZlib, kSaveAlone},
    {0, "x\xDA", kZlib, kSaveAlone},
    {0, "ZF", "a file of an old version of joblib. Load it in Python and save the network alone",
     kSaveAlone},
};

// By the end of a name in a zip archive; a leading "/" stands for a whole name. The first match
// counts.
struct ZipMember {
  std::string_view ending;
  const char* what;
  const char* advice;
};

constexpr ZipMember kZipMembers[] = {
    {"/model.weights.h5", "a Keras network (.keras)", kFromElsewhere},
    {".tflite", "an archive with a TensorFlow Lite model, as Teachable Machine exports it",
     kFromElsewhere},
    {"saved_model.pb", "an archive with a TensorFlow SavedModel", kFromElsewhere},
    {".mlmodel", "an archive with a Core ML model", kFromPyTorch},
    {"com.apple.CoreML/", "an archive with a Core ML model", kFromPyTorch},
    {"/archive_format", "a program that torch.export saved (.pt2)", kFromPyTorch},
    {"/serialized_exported_program.json", "a program that torch.export saved (.pt2)", kFromPyTorch},
    {".onnx", "a zip archive around an ONNX model", kUnpack},
    {".npy", "an archive of NumPy's arrays (.npz)", kFromPyTorch},
    {".safetensors", "a zip archive around a checkpoint", kUnpack},
    {".pth", "a zip archive around a checkpoint", kUnpack},
    {".pt", "a zip archive around a checkpoint", kUnpack},
    {".ckpt", "a zip archive around a checkpoint", kUnpack},
    {".bin", "a zip archive around other files", kUnpack},
    {".tar", "a zip archive around other files", kUnpack},
    {".pkl", "a zip archive around a pickle", kUnpack},
};

struct JsonMember {
  const char* key;
  const char* what;
  const char* advice;
};

constexpr const char* kBeside =
    ", without weights. Choose model.safetensors or pytorch_model.bin beside it, and give this "
    "file "
    "as the model's configuration.";

constexpr JsonMember kJsonMembers[] = {
    {"weightsManifest", "a TensorFlow.js model (model.json)", kFromElsewhere},
    {"modelTopology", "a TensorFlow.js model (model.json)", kFromElsewhere},
    {"class_name", "the description of a Keras network", kFromElsewhere},
    {"arg_nodes", "the description of an MXNet network", kFromElsewhere},
    {"architectures", "a config.json, the description of a network", kBeside},
    {"architecture", "a config.json, the description of a network", kBeside},
    {"model_type", "a config.json, the description of a network", kBeside},
    {"image_mean", "a preprocessor_config.json, the description of a preparation", kBeside},
    {"peft_type", "an adapter_config.json, the description of an adapter", kBeside},
};

[[noreturn]] void Throw(const char* what, const char* advice) {
  ThrowUnsupported(std::string("The file is ") + what + advice);
}

bool IsLetter(unsigned char c) {
  c |= 0x20;
  return c >= 'a' && c <= 'z';
}

// Fields of a protocol buffer (protobuf.dev/programming-guides/encoding), as far as the bytes
// reach.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  // If the next byte is this field's tag, skips it and the length of a text or message.
  bool Enter(unsigned char tag) {
    if (rest_.empty() || static_cast<unsigned char>(rest_[0]) != tag) return false;
    rest_.remove_prefix(1);
    length_ = 0;
    for (int shift = 0; shift < 35 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_[0]);
      rest_.remove_prefix(1);
      length_ |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  // Skips the content of the entered field.
  void Leave() {
    rest_.remove_prefix(static_cast<std::size_t>(std::min<std::uint64_t>(rest_.size(), length_)));
  }

  bool AtLetter() const { return !rest_.empty() && IsLetter(static_cast<unsigned char>(rest_[0])); }
  unsigned char next() const { return rest_.empty() ? 0 : static_cast<unsigned char>(rest_[0]); }

 private:
  std::string_view rest_;
  std::uint64_t length_ = 0;
};

constexpr unsigned char Message(int field) { return static_cast<unsigned char>(field << 3 | 2); }

constexpr unsigned char kNumber1 = 1 << 3;

// Networks in protocol buffers have no signature; they are recognised by their first fields.
void ThrowIfProtocolBuffer(std::string_view bytes) {
  Fields fields(bytes);
  if (fields.Enter(kNumber1)) {  // a version
    // Core ML: its inputs. TensorFlow: a graph.
    if (!fields.Enter(Message(2)) || !fields.Enter(Message(1))) return;
    if (fields.Enter(Message(1)) && fields.AtLetter()) Throw("a Core ML model", kFromPyTorch);
    Throw("a TensorFlow SavedModel", kFromElsewhere);
  }
  if (!fields.Enter(Message(1))) return;
  if (fields.Enter(Message(1))) {
    if (fields.AtLetter()) Throw("a TensorFlow graph (.pb)", kFromElsewhere);
    return;
  }
  if (!fields.AtLetter()) return;
  fields.Leave();
  // Layers: field 2 of old files, 100 of newer ones.
  if (fields.next() == Message(2) || fields.next() == 0xA2) {
    Throw("a Caffe network (.caffemodel)", kFromElsewhere);
  }
}

// Valid UTF-8 by its first byte, without control characters.
bool IsText(std::string_view bytes) {
  const bool begins = (static_cast<unsigned char>(bytes[0]) & 0xC0) != 0x80;
  return begins && std::ranges::all_of(bytes, [](char c) {
           return static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\r' || c == '\t';
         });
}

}  // namespace

bool BeginsLikeOnnx(std::string_view bytes) {
  Fields fields(bytes);
  if (!fields.Enter(kNumber1)) return false;  // the version
  const unsigned char tag = fields.next();
  if (tag == Message(3) || tag == Message(4) || tag == Message(6) || tag == Message(7) ||
      tag == Message(8) || tag == 5 << 3) {
    return true;
  }
  // The name of the producer, which may be empty; in other formats a message.
  return fields.Enter(Message(2)) && (fields.AtLetter() || fields.next() != Message(1));
}

void ThrowForeign(std::string_view first_bytes) {
  if (first_bytes.empty()) {
    throw Error(ErrorCode::kInvalidCheckpoint, "The file is empty. Download or save it again.");
  }
  for (const Signature& known : kSignatures) {
    if (first_bytes.size() > known.offset &&
        first_bytes.substr(known.offset).starts_with(known.bytes)) {
      Throw(known.what, known.advice);
    }
  }
  ThrowIfProtocolBuffer(first_bytes);
  if (IsText(first_bytes)) Throw("a text, such as a list of labels", kAnotherFile);
  constexpr std::size_t kShortest = 16;
  if (first_bytes.size() < kShortest) {
    throw Error(ErrorCode::kInvalidCheckpoint, "The file ends after " +
                                                   std::to_string(first_bytes.size()) +
                                                   " bytes. Download or save it again.");
  }
  ThrowUnsupported(
      "The file is no checkpoint: it begins neither like a safetensors file nor like PyTorch's. It "
      "may be a part of one, such as a TensorFlow.js shard, which is not read.");
}

void ThrowForeignZip(const std::vector<ZipEntry>& entries) {
  for (const ZipMember& known : kZipMembers) {
    const bool has = std::ranges::any_of(entries, [&](const ZipEntry& entry) {
      return known.ending.ends_with('/') ? entry.name.find(known.ending) != entry.name.npos
                                         : ("/" + entry.name).ends_with(known.ending);
    });
    if (has) Throw(known.what, known.advice);
  }
  Throw("a zip archive, but no PyTorch file: it has no data.pkl", kUnpack);
}

void ThrowForeignJson(std::string_view json) {
  const std::optional<Json> document = Json::Parse(json);
  if (!document) {
    throw Error(
        ErrorCode::kInvalidCheckpoint,
        "The file begins like JSON and is none: it is cut off or damaged. Download it again.");
  }
  for (const JsonMember& known : kJsonMembers) {
    if (document->root()[known.key]) Throw(known.what, known.advice);
  }
  Throw("a JSON text without \"weight_map\", the index of a checkpoint's parts", kAnotherFile);
}

}  // namespace residua
