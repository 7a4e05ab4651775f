"""Training, distillation and measurement on photos."""
