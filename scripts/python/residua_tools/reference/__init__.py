"""Networks in plain PyTorch, and the goldens that are made of them."""
