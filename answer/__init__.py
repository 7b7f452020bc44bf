"""Question -> answer with citations that can be checked, or "not found"."""
