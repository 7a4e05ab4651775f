"""Saves time on a CPU by not returning memory to the system."""

import ctypes


def keep_freed_memory():
    """Configures glibc to keep freed memory. Returning every activation and faulting it in again costs a tenth of
    the time."""
    trim_threshold, mmap_threshold = -1, -3  # glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(mmap_threshold, 1 << 30)
        libc.mallopt(trim_threshold, (1 << 31) - 1)
