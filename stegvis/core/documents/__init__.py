"""Documents as the municipality sends and archives them: one content, set in Word and in PDF."""
