"""Reports missing Python packages instead of a traceback."""

import importlib.util
import sys
from pathlib import Path

# Module name: the package's usual name, Debian's package, pip's package.
KNOWN = {
    "torch": ("PyTorch", "python3-torch", "torch"),
    "torchvision": ("torchvision", "python3-torchvision", "torchvision"),
    "numpy": ("NumPy", "python3-numpy", "numpy"),
    "PIL": ("Pillow", "python3-pil", "pillow"),
    "onnx": ("onnx", "python3-onnx", "onnx"),
}


def program():
    """The command that runs this module, as the user types it: scripts/train.sh, or scripts/python/run.sh
    FOLDER.MODULE."""
    path = Path(sys.argv[0])
    if path.parent.name == "residua_tools":
        return f"scripts/{path.stem.replace('_', '-')}.sh"
    return f"scripts/python/run.sh {path.parent.name}.{path.stem}"


def require(*modules):
    """If this Python lacks any of the modules, prints what to install and exits with status 2."""
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
