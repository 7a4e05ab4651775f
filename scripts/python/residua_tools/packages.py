"""Says which of Python's packages are missing, instead of a traceback."""

import importlib.util
import sys
from pathlib import Path

# A module's name: what its users call it, Debian's package, pip's.
KNOWN = {
    "torch": ("PyTorch", "python3-torch", "torch"),
    "torchvision": ("torchvision", "python3-torchvision", "torchvision"),
    "numpy": ("NumPy", "python3-numpy", "numpy"),
    "PIL": ("Pillow", "python3-pil", "pillow"),
    "onnx": ("onnx", "python3-onnx", "onnx"),
}


def program():
    """The command that runs this module, as it is typed: scripts/train.sh, or scripts/python/run.sh FOLDER.MODULE."""
    path = Path(sys.argv[0])
    if path.parent.name == "residua_tools":
        return f"scripts/{path.stem.replace('_', '-')}.sh"
    return f"scripts/python/run.sh {path.parent.name}.{path.stem}"


def require(*modules):
    """Ends the program with exit status 2 and what to do, if this Python lacks any of the modules."""
    missing = [KNOWN[name] for name in modules if importlib.util.find_spec(name) is None]
    if not missing:
        return
    names, debian, pip = zip(*missing)
    print(
        f"{program()}: {sys.executable} lacks {' and '.join(names)}. Install with\n"
        f"    {sys.executable} -m pip install {' '.join(pip)}\n"
        f"or on Debian\n"
        f"    apt-get install {' '.join(debian)}\n"
        f"    PYTHON=/usr/bin/python3 {' '.join([program(), *sys.argv[1:]])}",
        file=sys.stderr,
    )
    sys.exit(2)
