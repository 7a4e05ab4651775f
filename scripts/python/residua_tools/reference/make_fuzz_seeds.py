"""Writes the fuzzers' seed files that are not findings: small valid files for each target.

    scripts/python/run.sh reference.make_fuzz_seeds [FOLDER]      default: tests/fuzz/seeds

Requires Pillow for the pictures. Every run writes the same bytes.
"""

import collections
import io
import json
import pathlib
import pickle
import struct
import sys
import zipfile

from PIL import Image

from residua_tools import ROOT

SEEDS = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "fuzz" / "seeds"
GOLDENS = ROOT / "tests" / "golden" / "networks"


class Call:
    """Pickled as a call of the global `dotted`, followed by `state` if there is one."""

    def __init__(self, dotted, *arguments, state=None):
        self.dotted, self.arguments, self.state = dotted, arguments, state


class Storage:
    """Pickled as a reference to PyTorch's storage "0" of 48 bytes."""


class Pickler(pickle._Pickler):  # the pure Python class, because only its save() can be overridden
    def persistent_id(self, value):
        if not isinstance(value, Storage):
            return None
        return ("storage", Global("torch.FloatStorage"), "0", "cpu", 12)

    def save(self, value, save_persistent_id=True):
        if isinstance(value, Call):
            self.save(Global(value.dotted))
            self.save(value.arguments)
            self.write(pickle.REDUCE)
            if value.state is not None:
                self.save(value.state)
                self.write(pickle.BUILD)
        elif isinstance(value, Global):
            module, _, name = value.dotted.rpartition(".")
            if self.proto >= 4:
                self.save(module)
                self.save(name)
                self.write(pickle.STACK_GLOBAL)
            else:
                self.write(pickle.GLOBAL + f"{module}\n{name}\n".encode())
        else:
            super().save(value, save_persistent_id)


class Global:
    """Pickled as the global of this dotted name."""

    def __init__(self, dotted):
        self.dotted = dotted

    def __repr__(self):  # protocol 0 writes persistent ids as text
        return self.dotted


def dumped(value, protocol):
    out = io.BytesIO()
    Pickler(out, protocol).dump(value)
    return out.getvalue()


def tensor(*shape):
    strides = [1] * len(shape)
    for i in range(len(shape) - 1, 0, -1):
        strides[i - 1] = strides[i] * shape[i]
    return Call("torch._utils._rebuild_tensor_v2", Storage(), 0, tuple(shape), tuple(strides), False, {})


def array(shape, name, content, order="<"):
    dtype = Call("numpy.dtype", name, False, True, state=(3, order, None, None, None, -1, -1, 0))
    made = ("numpy.core.multiarray._reconstruct", Global("numpy.ndarray"), (0,), b"b")
    return Call(*made, state=(1, shape, dtype, False, content))


def module(name, parameters, modules, **facts):
    state = {"training": False, **facts, "_parameters": parameters, "_buffers": {}, "_modules": modules}
    return Call("copyreg._reconstructor", Global(name), Global("builtins.object"), None, state=state)


def objects():
    conv = module("torch.nn.modules.conv.Conv2d", {"weight": tensor(3, 2, 1, 2)}, {}, stride=(2, 2), padding="same")
    net = module("__main__.Net", {"bias": None}, {"conv": conv}, classes=["cat", "dog"], act=1.5)
    yield "state_dict", {"epoch": 3, "arch": "resnet18", "state_dict": {"fc.weight": tensor(3, 4), "fc.bias": tensor(3)}}
    yield "module", {"model": net, "class_to_idx": {"cat": 0, "dog": 1}, "loss": [0.5, 1e-3, 10**30, None, True]}
    yield "numpy", {"w": array((2, 2), "f4", b"\0\0\x80?" * 4), "names": array((1,), "O", ["a"]), "big": {1: (2,)}}
    yield "code", {"evil": Call("os.system", "true"), "w": Call("os.system", tensor(2)), "fine": tensor(12)}


def write(target, name, content):
    path = SEEDS / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def zipped(members, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def safetensors_header(tensors, metadata=None):
    header, at = {"__metadata__": metadata} if metadata else {}, 0
    for name, (dtype, size, shape) in tensors.items():
        count = size
        for length in shape:
            count *= length
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + count]}
        at += count
    return json.dumps(header).encode(), at


def checkpoints():
    for name, value in objects():
        for protocol in range(6):
            content = dumped(value, protocol)
            write("pickle", f"{name}-{protocol}", content)
        members = {"archive/data.pkl": dumped(value, 2), "archive/data/0": bytes(48), "archive/version": b"3\n"}
        write("checkpoint", f"{name}.pth", zipped(members, zipfile.ZIP_STORED))
    write("checkpoint", "packed.pth", zipped(members, zipfile.ZIP_DEFLATED))
    write("zip", "stored", zipped(members, zipfile.ZIP_STORED))
    write("zip", "deflated", zipped(members, zipfile.ZIP_DEFLATED))
    tensors = {"fc.weight": ("F32", 4, [2, 3]), "fc.bias": ("BF16", 2, [2]), "n": ("I64", 8, []), "e": ("U8", 1, [0])}
    header, size = safetensors_header(tensors, {"format": "pt"})
    write("safetensors", "plain", header)
    write("checkpoint", "plain.safetensors", struct.pack("<Q", len(header)) + header + bytes(size))
    shapes = json.dumps({"version": 1, "shapes": {"x": [2, 3, 1, 1]}})
    compact = {"x.codebook": ("F16", 2, [3, 2]), "x.scale": ("F32", 4, [2]), "x": ("U8", 1, [2, 1])}
    header, size = safetensors_header(compact, {"residua.compact": shapes})
    write("safetensors", "compact", header)
    write("checkpoint", "compact.safetensors", struct.pack("<Q", len(header)) + header + bytes(size))
    write("checkpoint", "shard_index", json.dumps({"weight_map": {"a": "one", "b": "two"}}).encode())
    write("checkpoint", "model.onnx", b"\x08\x07\x12\x07pytorch\x1a\x061.13.0:\x02\x0a\x00")
    code = b"class Conv2d(Module):\n  def forward(self, x: Tensor) -> Tensor:\n" + (
        b"    return torch._convolution(x, w, None, [2, 2], [3, 3], [1, 1], False, [0, 0], 1, False)\n"
    )
    script = {
        "m/data.pkl": dumped(Call("__torch__.a.Conv2d", state={"weight": tensor(2, 2, 1, 1), "training": False}), 2),
        "m/data/0": bytes(48),
        "m/code/__torch__/a.py": code,
    }
    write("checkpoint", "script.pt", zipped(script, zipfile.ZIP_DEFLATED))


def networks():
    """The tensors of the goldens in the format of tests/fuzz/tensor_list.h, every third one with sorted names."""
    goldens = sorted(GOLDENS.glob("grammar_*.golden"))
    for number, golden in enumerate(goldens):
        lines = [] if number % 3 else ["sorted"]
        tensors = []
        for line in golden.read_text().splitlines():
            if line.startswith("tensor "):
                _, name, _, *shape = line.split(" as ")[0].split(" ")
                tensors.append(" ".join([name, *shape]))
        lines += tensors if number % 3 else sorted(tensors)
        write("recognise", golden.stem.removeprefix("grammar_"), ("\n".join(lines) + "\n").encode())
    modules = [
        "conv1.weight 8 3 7 7", "@conv1 torch.nn.modules.conv.Conv2d stride=2 padding=3",
        "bn1.weight 8", "bn1.bias 8", "bn1.running_mean 8", "bn1.running_var 8",
        "@bn1 torch.nn.modules.batchnorm.BatchNorm2d", "@maxpool torch.nn.modules.pooling.MaxPool2d kernel_size=3 stride=2",
    ]
    for name in ("conv1", "bn1", "conv2", "bn2"):
        at = f"layer1.0.{name}"
        modules += [f"{at}.weight 8 8 3 3"] if "conv" in name else [
            f"{at}.{part} 8" for part in ("weight", "bias", "running_mean", "running_var")
        ]
    modules += ["@layer1.0 __main__.Block stride=1 act=gelu", "fc.weight 5 8", "fc.bias 5"]
    write("recognise", "module", ("\n".join(modules) + "\n").encode())


def pictures():
    picture = Image.new("RGB", (9, 7))
    picture.putdata([(x * 28, y * 36, (x ^ y) * 16) for y in range(7) for x in range(9)])
    forms = collections.OrderedDict(rgb=picture, grey=picture.convert("L"), palette=picture.quantize(8))
    forms["alpha"] = picture.convert("RGBA")
    for name, form in forms.items():
        for target in ("jpeg", "png", "gif", "bmp"):
            if target == "jpeg" and name in ("palette", "alpha"):
                continue
            out = io.BytesIO()
            form.save(out, target.upper())
            write(target, name, out.getvalue())
    for name, options in {"progressive": {"progressive": True}, "half": {"subsampling": 2}}.items():
        out = io.BytesIO()
        picture.save(out, "JPEG", **options)
        write("jpeg", name, out.getvalue())
    forms["alpha"].putalpha(picture.convert("L"))
    for name, options in {"lossy": {"quality": 60}, "lossless": {"lossless": True}}.items():
        for kind in ("rgb", "alpha"):
            out = io.BytesIO()
            forms[kind].save(out, "WEBP", **options)
            write("webp", f"{name}-{kind}", out.getvalue())
    out = io.BytesIO()
    picture.save(out, "WEBP", save_all=True, append_images=[picture.rotate(180)])
    write("webp", "animation", out.getvalue())
    exif = Image.Exif()
    exif[0x0112] = 6  # the orientation: rotate clockwise
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    write("jpeg", "turned", out.getvalue())
    out = io.BytesIO()
    picture.save(out, "WEBP", exif=exif)
    write("webp", "turned", out.getvalue())


if __name__ == "__main__":
    checkpoints()
    networks()
    pictures()
