"""The compact forms of weights."""
