"""Case, assessment, decision, choice, closure, follow-up after six months."""
