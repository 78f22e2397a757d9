"""The picture of a design: boxes in layers from the clients on, and the arrows between them."""

from whiteboard.run.picture.architecture.drawing import architecture

__all__ = ["architecture"]
