"""Reads and writes checkpoints in the safetensors format without the safetensors package."""

import json
import struct

import torch

_NAMES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def _bytes(tensor):
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:  # numpy does not support it
        tensor = tensor.view(torch.int16)
    return tensor.numpy().tobytes()


def write_safetensors(path, state, metadata=None):
    """Writes `state` (name -> tensor) in its order; `metadata` (str -> str) is stored in the header."""
    header = {"__metadata__": metadata} if metadata else {}
    offset = 0
    for name, tensor in state.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in state.values():
            file.write(_bytes(tensor))


def read_safetensors(path):
    """({name: tensor} in file order, metadata: str -> str)"""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    types = {name: dtype for dtype, name in _NAMES.items()}
    state = {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        # A copy, so that the data is aligned for its type.
        numbers = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]]) if end > begin else []
        state[name] = torch.as_tensor(numbers, dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return state, metadata


def write_sharded_safetensors(path, state, shards):
    """Writes STEM-00001-of-0000N.safetensors and so on next to `path`, and the index STEM.safetensors.index.json."""
    total = sum(tensor.numel() * tensor.element_size() for tensor in state.values())
    parts = [{} for _ in range(shards)]
    written = 0
    for name, tensor in state.items():
        parts[min(written * shards // max(total, 1), shards - 1)][name] = tensor
        written += tensor.numel() * tensor.element_size()
    weight_map = {}
    for number, part in enumerate(parts, 1):
        file = path.with_name(f"{path.stem}-{number:05}-of-{shards:05}.safetensors")
        write_safetensors(file, part, {"format": "pt"})
        weight_map.update({name: file.name for name in part})
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    path.with_name(f"{path.stem}.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")
