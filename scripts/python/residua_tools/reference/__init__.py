"""Networks in plain PyTorch, and the goldens that are generated from them."""
