"""The rules of assignments: facts in, answers with reasons out. No database and no clock."""
