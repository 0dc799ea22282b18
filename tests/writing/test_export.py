"""The bibliography goes out as other programs read it."""
