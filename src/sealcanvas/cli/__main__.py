"""`python -m sealcanvas.cli`: the command line without its script."""

from sealcanvas.cli import main

main()
