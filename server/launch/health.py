"""Can the web server of this container serve? `python -m server.launch.health [PORT]`: exit code 0 if so."""

import http.client
import os
import sys


def main(arguments: list[str]) -> int:
    port = int(arguments[0]) if arguments else 8000
    # The server answers only to its own names.
    name = os.environ.get("GRIDWALK_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.request("GET", "/readyz", headers={"Host": "127.0.0.1" if name == "*" else name})
        return 0 if connection.getresponse().status == http.HTTPStatus.OK else 1
    except OSError:
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
