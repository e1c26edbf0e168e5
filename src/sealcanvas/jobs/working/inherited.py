"""The socket that a process was started with."""

import os
import socket


def inherited_socket() -> socket.socket:
    """The socket that came as standard input, out of the way of whoever reads or closes that."""
    connection = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    return connection
