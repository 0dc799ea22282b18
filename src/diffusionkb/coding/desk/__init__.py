"""The coding desk: which passages a person codes, in which order, and what they say."""
