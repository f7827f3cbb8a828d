"""Django's PostgreSQL backend for the embedded server, which starts at the first connection and not before.

So commands that never ask the database (`help`, `makemigrations --check`, the type checker) start nothing.
"""
