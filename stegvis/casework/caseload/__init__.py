"""How the work of a unit is shared: who has how many cases, what is late, who has been about for long."""
