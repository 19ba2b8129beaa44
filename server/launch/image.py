"""What a container image takes from the launcher: `python -m server.launch.image` while it is built."""

from server.launch import frontend, prepare


def main() -> int:
    """Fetch the browser's packages and compile the translations."""
    frontend.make_sure_of()
    prepare.compile_translations()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
