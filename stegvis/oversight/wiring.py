"""What this room adds to others: the writer of the log."""

from stegvis.core import readings
from stegvis.oversight.readings import write

readings.register_writer(write)
