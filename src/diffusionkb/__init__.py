"""diffusionkb: a literature knowledge base on how innovations spread."""
