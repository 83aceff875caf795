"""A mail server that does what a test wants: takes letters, refuses them, hangs, or goes away in the middle."""

import email
import socketserver
import threading
from contextlib import contextmanager
from email import policy


class MailServer(socketserver.ThreadingTCPServer):
    """`taken`: letters said yes to, as email messages. `connections`: how often somebody came.

    `answers`: {"RCPT": "550 no such mailbox"} is said in place of yes; None hangs until the end of the test, and
    "" hangs up. "RCPT bad@example.org" is for that address alone, "." is the end of a letter.
    """

    daemon_threads = True

    def __init__(self, **answers):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers, self.taken, self.connections = {}, [], 0
        self.on_taken = lambda letter: None
        self.over = threading.Event()

    def handle_error(self, request, client_address):
        """A sender that lost patience is no fault."""


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        if not self.say("CONNECT", "220 ready"):
            return
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                going_on = self.say("DATA", "354 go ahead") and self.letter()
            elif verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                going_on = self.say(f"RCPT {address}" if f"RCPT {address}" in self.server.answers else "RCPT", "250 ok")
            else:
                going_on = self.say(verb, "221 bye" if verb == "QUIT" else "250 ok") and verb != "QUIT"
            if not going_on:
                return

    def letter(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = email.message_from_bytes(b"".join(lines), policy=policy.default)
        if "." not in self.server.answers:
            self.server.taken.append(letter)
            self.server.on_taken(letter)
        return self.say(".", "250 taken")

    def say(self, verb, usual):
        """Whether the conversation goes on."""
        answer = self.server.answers.get(verb, usual)
        if answer is None:
            self.server.over.wait()
        if answer:
            self.wfile.write(f"{answer}\r\n".encode())
        return bool(answer)


@contextmanager
def mail_server():
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
