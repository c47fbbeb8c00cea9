#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Catches mail instead of delivering it, and shows it over HTTP.

    GET /mailboxes/ADDRESS      {"count": 1, "latest": {"subject": …, "text": …}}
    DELETE /mailboxes/ADDRESS   204

Needs Debian's python3-aiosmtpd, hence Debian's interpreter in the first line.
"""
import argparse
import email
import email.policy
import threading
from urllib.parse import unquote

import web
from aiosmtpd.controller import Controller


class Mailboxes:
    """What came for each address; mail and HTTP have threads of their own."""

    def __init__(self):
        self.lock = threading.Lock()
        self.messages = {}

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = message.get_body(("plain",)).get_content()
        with self.lock:
            for address in envelope.rcpt_tos:
                self.messages.setdefault(address, []).append(
                    {"subject": message["Subject"], "text": text})
        return "250 caught"

    def show(self, address):
        with self.lock:
            messages = self.messages.get(address, [])
            return {"count": len(messages), "latest": messages[-1] if messages else None}

    def empty(self, address):
        with self.lock:
            self.messages.pop(address, None)


class Web(web.Handler):
    def address(self):
        kind, _, name = self.path.lstrip("/").partition("/")
        return unquote(name) if kind == "mailboxes" else ""

    def do_GET(self):
        if self.address():
            self.answer(200, self.server.served.show(self.address()))
        else:
            self.answer(404)

    def do_DELETE(self):
        self.server.served.empty(self.address())
        self.answer(204)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--http-port", type=int, default=8025)
    parser.add_argument("--smtp-port", type=int, default=8026)
    options = parser.parse_args()
    mailboxes = Mailboxes()
    Controller(mailboxes, hostname="127.0.0.1", port=options.smtp_port).start()
    server = web.Server(options.http_port, Web, mailboxes)
    print(f"mail to 127.0.0.1:{options.smtp_port} is shown at "
          f"http://127.0.0.1:{options.http_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
