"""Small matrices: more threads than one only wait for each other, and for the other tests."""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
