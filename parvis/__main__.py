"""`python -m parvis` is the command `parvis`."""

from parvis.cli import main

main()
