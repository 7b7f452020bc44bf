"""Passages -> the register: opgaven, planning, roles and terms, each with its place in the source; no language model."""
