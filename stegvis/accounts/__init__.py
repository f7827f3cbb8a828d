"""Users, roles, login, and for whom a user acts."""
