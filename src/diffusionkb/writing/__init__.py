"""What writers need: citations with a locator."""
