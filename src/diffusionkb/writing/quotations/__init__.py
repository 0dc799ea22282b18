"""Quotations of a draft, held against the works they are taken from."""
