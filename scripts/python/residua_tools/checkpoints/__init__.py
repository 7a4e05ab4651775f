"""Readers and writers of checkpoints."""
