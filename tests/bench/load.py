"""Asking a server, as browsers do but for speed, and with a connection for each request."""

import multiprocessing
import socket
import time
from contextlib import suppress

CHUNK = 1 << 18  # bytes
PATIENCE = 120  # seconds
OFTEN = 5  # times that each client asks for a page before any is counted
HEADERS = (
    "Connection: close\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: en-US,en;q=0.5\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
)


def request(port, address):
    """The bytes of a request for `address`."""
    return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{HEADERS}\r\n".encode()


def ask(port, address):
    """(status, milliseconds) of one request."""
    start = time.perf_counter()
    head = _ask(port, request(port, address))
    return int(head.split(b" ", 2)[1]), 1000 * (time.perf_counter() - start)


class Clients:
    """Processes that ask all the time. Used as a context."""

    def __init__(self, count):
        context = multiprocessing.get_context("spawn")
        self._pipes, self._processes = [], []
        for number in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_client, args=(theirs, number), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            pipe.send(None)
            process.join()

    def warm(self, port, addresses):
        """Ask for each of `addresses` so often that every worker will have made it."""
        self._ask_all(port, addresses, 0, OFTEN * len(addresses))

    def rate(self, port, addresses, seconds):
        """Requests per second answered 200, all clients together; they ask for `addresses` in turns."""
        return self.answered(port, addresses, seconds)[0]

    def answered(self, port, addresses, seconds):
        """(the rate, how many requests that were)"""
        found = self._ask_all(port, addresses, seconds, 1)
        return sum(count / lasted for count, lasted in found), sum(count for count, _ in found)

    def _ask_all(self, port, addresses, seconds, at_least):
        for pipe in self._pipes:
            pipe.send((port, [request(port, address) for address in addresses], seconds, at_least))
        answers = [pipe.recv() for pipe in self._pipes]
        if failed := [answer for answer in answers if isinstance(answer, str)]:
            raise RuntimeError(f"{addresses[0]}: {failed[0]}")
        return answers


def _client(pipe, number):
    with suppress(EOFError):  # the bench was killed
        while job := pipe.recv():
            try:
                pipe.send(_ask_on(number, *job))
            except (OSError, ValueError) as error:
                pipe.send(repr(error))


def _ask_on(number, port, requests, seconds, at_least):
    count, start = 0, time.perf_counter()
    while count < at_least or time.perf_counter() < start + seconds:
        head = _ask(port, requests[(number + count) % len(requests)])
        if not head.startswith(b"HTTP/1.1 200 "):
            raise ValueError(head[:60])
        count += 1
    return count, time.perf_counter() - start


def _ask(port, data):
    """The first part of the answer, which is read to its end."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(data)
        head = connection.recv(CHUNK)
        while connection.recv(CHUNK):
            pass
    return head
