"""A world in which everything carries a mark of whose it is, and visitors who try everything."""
