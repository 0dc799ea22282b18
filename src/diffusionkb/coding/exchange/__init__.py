"""Codings in and out of other programs: REFI-QDA, Hypothes.is, CSV, JSON lines."""
