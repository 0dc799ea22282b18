"""What policy staff browse: the public database and the Datasette site."""
