"""The fixed question set, the figures it gives, and the benchmarks."""
