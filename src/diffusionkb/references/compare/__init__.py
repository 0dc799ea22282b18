"""What can be compared of two CSL-JSON items, part by part. Pure functions."""
