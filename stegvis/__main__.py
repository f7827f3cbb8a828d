"""`python -m stegvis` is the console command `stegvis`."""

from stegvis.cli import main

if __name__ == "__main__":
    main()
