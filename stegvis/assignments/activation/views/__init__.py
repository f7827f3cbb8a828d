"""Pages of full time."""
