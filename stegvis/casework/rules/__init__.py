"""The law of casework: facts in, answers with reasons out. No database, no clock."""
