"""What the persons say of their provider: one by one anonymously, told of only together."""
