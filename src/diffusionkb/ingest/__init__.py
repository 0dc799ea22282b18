"""Corpus files become passages: collect, extract, pages, passages."""
