// Files as torch.save writes them, and such as it would not, made without PyTorch. Bytes are kept
// in strings, which can be written down and joined.

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/file_bytes.h"
#include "checkpoint/tensor_index.h"
#include "support/image_files.h"

namespace residua::testing {

inline std::string LittleEndian(std::uint64_t number, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i, number >>= 8) text += static_cast<char>(number & 0xFF);
  return text;
}

inline FileBytes AsFile(std::string_view bytes) {
  FileBytes file;
  file.Append(std::as_bytes(std::span(bytes)));
  return file;
}

// Pickle instructions, to be joined: each function writes what leaves one value on the stack.
namespace pickle {

inline std::string Text(std::string_view text) {
  return "X" + LittleEndian(text.size(), 4) + std::string(text);
}

inline std::string Integer(std::int64_t number) {
  return "\x8A\x08" + LittleEndian(static_cast<std::uint64_t>(number), 8);
}

inline std::string Global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}

inline std::string Tuple(const std::vector<std::string>& items) {
  std::string code = "(";
  for (const std::string& item : items) code += item;
  return code + "t";
}

inline std::string Integers(const std::vector<std::uint64_t>& numbers) {
  std::vector<std::string> items;
  for (const std::uint64_t n : numbers) items.push_back(Integer(static_cast<std::int64_t>(n)));
  return Tuple(items);
}

inline std::string Call(const std::string& function, const std::string& arguments) {
  return function + arguments + "R";
}

using Items = std::vector<std::pair<std::string, std::string>>;  // name, code of the value

inline std::string Dict(const Items& items) {
  std::string code = "}(";
  for (const auto& [name, value] : items) code += Text(name) + value;
  return code + "u";
}

inline std::string Whole(const std::string& value) { return "\x80\x02" + value + "."; }

}  // namespace pickle

struct TorchTensor {
  std::string name;
  std::vector<std::uint64_t> shape;
  std::string bytes;           // of its storage
  std::string type = "Float";  // FloatStorage
  std::uint64_t element_bytes = 4;

  std::uint64_t elements() const { return bytes.size() / element_bytes; }
};

// What stands for a storage in a pickle; `view` ends an old file's.
inline std::string StorageCode(const TorchTensor& tensor, const std::string& key,
                               const std::string& view = "") {
  using namespace pickle;
  return Tuple({Text("storage"), Global("torch", tensor.type + "Storage"), Text(key), Text("cpu"),
                Integer(static_cast<std::int64_t>(tensor.elements())), view}) +
         "Q";
}

struct ViewOptions {
  std::uint64_t offset = 0;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> strides;
};

inline std::string TensorCode(const std::string& storage, const ViewOptions& view) {
  using namespace pickle;
  return Call(Global("torch._utils", "_rebuild_tensor_v2"),
              Tuple({storage, Integer(static_cast<std::int64_t>(view.offset)), Integers(view.shape),
                     Integers(view.strides), "\x89", Dict({})}));
}

// A whole, contiguous tensor.
inline std::string TensorCode(const TorchTensor& tensor, const std::string& key,
                              const std::string& view = "") {
  std::vector<std::uint64_t> strides(tensor.shape.size(), 1);
  for (std::size_t i = strides.size(); i-- > 1;) strides[i - 1] = strides[i] * tensor.shape[i];
  return TensorCode(StorageCode(tensor, key, view), {.shape = tensor.shape, .strides = strides});
}

struct ZipPart {
  std::string name;
  std::string bytes;
  std::uint16_t method = 0;
  std::uint16_t flags = 0x0808;  // PyTorch's
  std::string local_name = {};   // if another than in the directory
  std::string compressed = {};   // what lies there instead of the bytes
};

// In the form of "deflate", as it is where nothing can be made shorter (RFC 1951, 3.2.4).
inline std::string Deflated(const std::string& bytes) {
  return "\x01" + LittleEndian(bytes.size(), 2) + LittleEndian(~bytes.size(), 2) + bytes;
}

struct ZipOptions {
  bool sizes_in_64 = false;  // every number that can be is in the zip64 part
  bool end_64 = false;       // as PyTorch writes it, with the same numbers in both
  std::string comment;
};

inline std::string Zip(const std::vector<ZipPart>& parts, const ZipOptions& options = {}) {
  std::string file;
  std::string directory;
  const auto narrow = [&](std::uint64_t n) {
    return LittleEndian(options.sizes_in_64 ? 0xFFFFFFFF : n, 4);
  };
  for (const ZipPart& part : parts) {
    const std::uint64_t header = file.size();
    const std::uint64_t size = part.bytes.size();
    const std::string& stored = part.compressed.empty() ? part.bytes : part.compressed;
    const std::uint8_t* const first = reinterpret_cast<const std::uint8_t*>(part.bytes.data());
    const std::string crc = LittleEndian(BitwiseCrc({first, part.bytes.size()}), 4);
    const std::string& local = part.local_name.empty() ? part.name : part.local_name;
    const std::string kind = LittleEndian(part.flags, 2) + LittleEndian(part.method, 2);
    // PyTorch aligns the bytes by a field of the header that means nothing.
    const std::string padding = "FB" + LittleEndian(3, 2) + "ZZZ";
    file += "PK\x03\x04" + LittleEndian(0, 2) + kind + LittleEndian(0, 16) +
            LittleEndian(local.size(), 2) + LittleEndian(padding.size(), 2) + local + padding +
            stored;
    const std::string extra = options.sizes_in_64
                                  ? padding + LittleEndian(1, 2) + LittleEndian(24, 2) +
                                        LittleEndian(size, 8) + LittleEndian(stored.size(), 8) +
                                        LittleEndian(header, 8)
                                  : "";
    directory += "PK\x01\x02" + LittleEndian(0, 4) + kind + LittleEndian(0, 4) + crc +
                 narrow(stored.size()) + narrow(size) + LittleEndian(part.name.size(), 2) +
                 LittleEndian(extra.size(), 2) + LittleEndian(0, 10) + narrow(header) + part.name +
                 extra;
  }
  const std::uint64_t begin = file.size();
  file += directory;
  if (options.end_64 || options.sizes_in_64) {
    const std::uint64_t end = file.size();
    file += "PK\x06\x06" + LittleEndian(44, 8) + LittleEndian(0, 12) +
            LittleEndian(parts.size(), 8) + LittleEndian(parts.size(), 8) +
            LittleEndian(directory.size(), 8) + LittleEndian(begin, 8);
    file += "PK\x06\x07" + LittleEndian(0, 4) + LittleEndian(end, 8) + LittleEndian(1, 4);
  }
  const std::uint64_t count = options.sizes_in_64 ? 0xFFFF : parts.size();
  return file + "PK\x05\x06" + LittleEndian(0, 4) + LittleEndian(count, 2) +
         LittleEndian(count, 2) + narrow(directory.size()) + narrow(begin) +
         LittleEndian(options.comment.size(), 2) + options.comment;
}

inline std::string StateDictCode(const std::vector<TorchTensor>& tensors,
                                 const std::string& view = "") {
  pickle::Items items;
  for (const TorchTensor& tensor : tensors) {
    items.emplace_back(tensor.name, TensorCode(tensor, std::to_string(items.size()), view));
  }
  return pickle::Dict(items);
}

// A .pth of one value, whose storages have the numbers 0, 1, ... as keys.
inline std::string TorchZip(const std::string& value, const std::vector<TorchTensor>& tensors,
                            std::vector<ZipPart> others = {}) {
  std::vector<ZipPart> parts = {{.name = "archive/data.pkl", .bytes = pickle::Whole(value)}};
  for (const TorchTensor& tensor : tensors) {
    parts.push_back(
        {.name = "archive/data/" + std::to_string(parts.size() - 1), .bytes = tensor.bytes});
  }
  parts.insert(parts.end(), others.begin(), others.end());
  parts.push_back({.name = "archive/version", .bytes = "3\n"});
  return Zip(parts, {.end_64 = true});
}

inline std::string TorchZip(const std::vector<TorchTensor>& tensors) {
  return TorchZip(StateDictCode(tensors), tensors);
}

struct LegacyOptions {
  std::int64_t version = 1001;
  bool little_endian = true;
  std::uint64_t more_elements = 0;  // than there are, in every count
};

// The older form, likewise.
inline std::string TorchLegacy(const std::string& value, const std::vector<TorchTensor>& tensors,
                               const LegacyOptions& options = {}) {
  using namespace pickle;
  std::string keys = "](";
  for (std::size_t i = 0; i < tensors.size(); ++i) keys += Text(std::to_string(i));
  std::string file = Whole(
                         "\x8A\x0Al\xFC\x9C"
                         "F\xF9 j\xA8P\x19") +
                     Whole(Integer(options.version)) +
                     Whole(Dict({{"little_endian", options.little_endian ? "\x88" : "\x89"}})) +
                     Whole(value) + Whole(keys + "e");
  for (const TorchTensor& tensor : tensors) {
    file += LittleEndian(tensor.elements() + options.more_elements, 8) + tensor.bytes;
  }
  return file;
}

inline std::string TorchLegacy(const std::vector<TorchTensor>& tensors,
                               const LegacyOptions& options = {}) {
  return TorchLegacy(StateDictCode(tensors, "N"), tensors, options);
}

// An element, by the definition of its type.
inline double NumberOf(DType type, std::uint64_t bits) {
  const auto floating = [&](int exponent_bits, int fraction_bits) {
    const double fraction = static_cast<double>(bits & ((std::uint64_t{1} << fraction_bits) - 1)) *
                            std::ldexp(1.0, -fraction_bits);
    const auto exponent =
        static_cast<int>(bits >> fraction_bits & ((std::uint64_t{1} << exponent_bits) - 1));
    const int bias = (1 << (exponent_bits - 1)) - 1;
    const double sign = (bits >> (fraction_bits + exponent_bits) & 1) != 0 ? -1 : 1;
    return sign * (exponent == 0 ? std::ldexp(fraction, 1 - bias)
                                 : std::ldexp(1 + fraction, exponent - bias));
  };
  switch (type) {
    case DType::kF64:
      return floating(11, 52);
    case DType::kF32:
      return floating(8, 23);
    case DType::kF16:
      return floating(5, 10);
    case DType::kBF16:
      return floating(8, 7);
    default:
      return static_cast<double>(bits);  // none of ours is negative
  }
}

// The elements in PyTorch's order, each read where shape and strides put it.
inline std::vector<double> ElementsOf(const FileBytes& file, const TensorEntry& entry) {
  std::vector<double> elements;
  const std::size_t size = SizeOf(entry.dtype);
  for (std::uint64_t i = 0; i < entry.elements(); ++i) {
    std::uint64_t at = 0;
    std::uint64_t rest = i;
    std::uint64_t stride = 1;
    for (std::size_t d = entry.shape.size(); d-- > 0;) {
      at += rest % entry.shape[d] * (entry.strides.empty() ? stride : entry.strides[d]);
      rest /= entry.shape[d];
      stride *= entry.shape[d];
    }
    elements.push_back(NumberOf(entry.dtype, file.Number(entry.begin + at * size, size)));
  }
  return elements;
}

}  // namespace residua::testing
