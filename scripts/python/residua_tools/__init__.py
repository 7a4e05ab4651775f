"""Training, compression, measurement and reference networks for Residua. scripts/README.md gives an overview."""

from pathlib import Path

# The root of the repository.
ROOT = Path(__file__).resolve().parents[3]
