"""Training, compression, measurement and the reference networks of Residua. scripts/README.md is the map."""

from pathlib import Path

# The repository.
ROOT = Path(__file__).resolve().parents[3]
