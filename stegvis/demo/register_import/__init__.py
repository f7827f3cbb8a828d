"""Import of a register extract: seven text files from an older system, checked as a whole and written as a
whole.

`sources` opens the files, `rows` reads their columns, `check` lets the rows meet each other, `problems`
keeps what was found, `write` brings the accepted rows into the database. `docs/import.md` tells the same to
the one who exports.
"""
