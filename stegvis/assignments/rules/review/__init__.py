"""Rules that look for odd patterns in what providers report. They find; a human says what it was."""
