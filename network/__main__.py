"""python -m network"""

from network.cli import main

main()
