"""Load drivers and benchmarks: runnable, printed, never timed asserts in tests. See README.md."""
