"""A proxy between a site and those who ask it, or between a site and its database, which can fail as networks do."""

import socket
import threading
import time
from contextlib import suppress

CHUNK = 64 * 1024


class Proxy:
    """Forwards what comes to `port` to `target` (a port), from the address that it came from.

    `silent`: nothing gets through, and nobody is told; `closed`: connections are ended, and no new ones taken.
    """

    def __init__(self, target):
        self.target, self.silent, self.closed = target, False, False
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listening.getsockname()[1]
        self.pairs = []
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.silent = False
        self.listening.close()
        self._end_all()

    def close(self):
        self.closed = True
        self._end_all()

    def open(self):
        self.silent = self.closed = False

    def _end_all(self):
        while self.pairs:
            for end in self.pairs.pop():
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self):
        with suppress(OSError):  # until the proxy is closed
            while True:
                near, (address, _) = self.listening.accept()
                threading.Thread(target=self._join, args=[near, address], daemon=True).start()

    def _join(self, near, address):
        while self.silent:
            time.sleep(0.05)
        try:
            if self.closed:
                raise ConnectionRefusedError
            far = socket.create_connection(("127.0.0.1", self.target), 30, source_address=(address, 0))
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self.pairs.append((near, far))
        back = threading.Thread(target=self._pump, args=[far, near], daemon=True)
        back.start()
        self._pump(near, far)
        back.join()
        near.close()
        far.close()

    def _pump(self, source, sink):
        with suppress(OSError):
            while data := source.recv(CHUNK):
                while self.silent:
                    time.sleep(0.05)
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
