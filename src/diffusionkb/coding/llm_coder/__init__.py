"""A language model as one more coder: asked only where the user asks for it."""
