"""Start the web app."""

import os
import socket
import sys
import threading
import time
import webbrowser

from streamlit.web import cli

from errors import AssistantError
from settings import PROJECT_ROOT

_ADDRESS = "127.0.0.1"


class PortInUse(AssistantError):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Poort {port} is al in gebruik; misschien draait de app al op http://localhost:{port}. "
            f"Kies anders een andere poort: regioplan serve --port {port + 1 if port < 65535 else port - 1}"
        )


def run(port: int, *, open_browser: bool) -> None:
    """Serve the app on this machine until it is stopped. Raises: PortInUse."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_ADDRESS, port))
        except OSError as error:
            raise PortInUse(port) from error
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(port,), daemon=True).start()
    print(f"De app draait op http://localhost:{port}. Stop met Ctrl-C.", file=sys.stderr)
    # In this process, so that whoever ends the command ends the server. The folder is where Streamlit looks for its
    # settings.
    os.chdir(PROJECT_ROOT)
    cli.main(["run", "app.py", f"--server.port={port}"], standalone_mode=False)


def _open_when_ready(port: int) -> None:
    """Open the browser once the server answers; give up after half a minute."""
    for _ in range(60):
        try:
            socket.create_connection((_ADDRESS, port), timeout=1).close()
        except OSError:
            time.sleep(0.5)
        else:
            webbrowser.open(f"http://localhost:{port}")
            return
