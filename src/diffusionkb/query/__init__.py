"""What researchers ask: search, evidence for and against, one passage."""
