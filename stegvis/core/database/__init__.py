"""Where the database is: an external server by address, or the one that comes with the program."""
