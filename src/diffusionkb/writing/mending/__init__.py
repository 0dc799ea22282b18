"""Copies of a draft, mended where it is certain, or with remarks at its quotations."""
