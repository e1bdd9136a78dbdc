"""``python -m pilotanalysis`` is the command line."""

import gc

from .stops import told

#: Objects that are made before Python looks for garbage: what is loaded at the start is none.
_OBJECTS = 50_000


def main() -> None:
    """Run the command line; who stops it while its parts are loaded is answered as later."""
    gc.set_threshold(_OBJECTS, 20, 20)
    with told():
        from .cli import main as run

        run()


if __name__ == "__main__":
    main()
