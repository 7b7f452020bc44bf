"""Passages -> index -> ranked passages."""
