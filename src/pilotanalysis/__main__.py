"""``python -m pilotanalysis`` is the command line."""

from .stops import told


def main() -> None:
    """Run the command line; who stops it while its parts are loaded is answered as later."""
    with told():
        from .cli import main as run

        run()


if __name__ == "__main__":
    main()
