"""Compact forms of weights."""
