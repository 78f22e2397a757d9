"""The mock API served on a port of this machine, with a page to try it from."""

from whiteboard.run.serving.server import Server, serve

__all__ = ["Server", "serve"]
