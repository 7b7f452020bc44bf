"""Passages -> the register: opgaven, planning, roles and terms, by rules, each with its place in the source."""
