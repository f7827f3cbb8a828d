"""Digital review of what providers report: rules flag what looks odd, an officer says what it was."""
