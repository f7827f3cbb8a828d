"""The verbs of assignments, one in each file."""
