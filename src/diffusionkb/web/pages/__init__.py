"""The pages of the site, one module each: from the public database to content."""
