"""What is asked for at each step of a case."""
