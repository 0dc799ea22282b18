"""Passages meet codes: people's annotations and the learned coder."""
