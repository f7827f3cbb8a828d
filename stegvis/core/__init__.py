"""What knows no domain: periods, money, identifiers, actors, pages."""
