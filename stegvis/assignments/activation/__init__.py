"""Full-time activation: who takes part in it on a day, who does not, and why."""
