"""What is expected of people, dated: hours that are full time, and the activity requirement."""
