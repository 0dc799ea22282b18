"""Bibliographic records in and out: each format ↔ CSL-JSON items."""
