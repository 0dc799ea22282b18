"""Briefs: a case for change whose evidence, numbers and references come from here."""
