"""The built-in server of `consult serve` around any other application: nobody gets a better one."""

import argparse
import logging

from consult.cli.server.listening import BuiltIn
from consult.cli.stopping import until_asked_to_stop


def serve(app) -> None:
    """Serve where the command line says, until asked to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    told = parser.parse_args()
    logging.getLogger("waitress.queue").setLevel(logging.CRITICAL)  # as `consult serve` has it
    server = BuiltIn(app, told.host, told.port, behind_proxy=False)
    with until_asked_to_stop(server.stop):
        server.run()
