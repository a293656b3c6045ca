"""`python -m kaohe_xl` is `kaohe`."""

from kaohe_xl.cli import main

main()
