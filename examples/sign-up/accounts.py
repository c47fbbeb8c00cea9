#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Signs people up, by an e-mail that has to be confirmed, and gives them API keys.

    POST /accounts {"email": …}          202 {"account": …}, and a mail with a code; 409 if taken
    POST /confirmations {"code": …}      201 {"key": …}
    DELETE /accounts/ACCOUNT             204, for the bearer of its key
    GET /record                          what happened, for tests

Sign-ups above its limit are answered 429 with Retry-After, as providers do.
"""
import argparse
import email.message
import hashlib
import json
import math
import queue
import secrets
import smtplib
import sys
import threading
import time

import web


class Bucket:
    """So many at once, further ones at a rate."""

    def __init__(self, per_second, burst):
        self.per_second, self.burst = per_second, burst
        self.level, self.when = burst, time.monotonic()

    def seconds_to_wait(self):
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.when) * self.per_second)
        self.when = now
        if self.level >= 1:
            self.level -= 1
            return 0
        return math.ceil((1 - self.level) / self.per_second)


class Mailer(threading.Thread):
    """Mails leave one after the other, after the answer to the sign-up."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.waiting = port, queue.Queue()

    def run(self):
        while True:
            message = self.waiting.get()
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as connection:
                    connection.send_message(message)
                    while not self.waiting.empty():
                        connection.send_message(self.waiting.get())
            except (OSError, smtplib.SMTPException) as error:
                print(f"a mail was lost: {error}", file=sys.stderr)

    def send_code(self, address, code):
        message = email.message.EmailMessage()
        message["From"], message["To"] = "accounts@example.test", address
        message["Subject"] = "Confirm your address"
        message.set_content(f"Welcome! Your code is {code}\n")
        self.waiting.put(message)


class Accounts:
    def __init__(self, mailer, bucket):
        self.lock = threading.Lock()
        self.mailer, self.bucket = mailer, bucket
        self.by_address, self.codes, self.keys = {}, {}, {}
        self.record = {"signed_up": 0, "refused": 0, "confirmed": 0, "deleted": 0, "keys": []}

    def sign_up(self, address):
        with self.lock:
            wait = self.bucket.seconds_to_wait()
            if wait:
                self.record["refused"] += 1
                return 429, {"error": "too many sign-ups"}, {"Retry-After": str(wait)}
            if address in self.by_address:
                return 409, {"error": f"{address} is taken"}, {}
            account, code = secrets.token_hex(8), secrets.token_hex(8)
            self.by_address[address] = account
            self.codes[code] = address
            self.record["signed_up"] += 1
        self.mailer.send_code(address, code)
        return 202, {"account": account}, {}

    def confirm(self, code):
        with self.lock:
            address = self.codes.pop(code, None)
            if address is None:
                return 404, {"error": "unknown code"}, {}
            key = "key-" + secrets.token_hex(16)
            self.keys[self.by_address[address]] = (key, address)
            self.record["confirmed"] += 1
            # As the mock's record calls what comes in Authorization.
            digest = hashlib.sha256(f"Bearer {key}".encode()).hexdigest()
            self.record["keys"].append(digest[:12])
            return 201, {"key": key}, {}

    def delete(self, account, key):
        with self.lock:
            if self.keys.get(account, ("",))[0] != key:
                return 403, {"error": "not the key of this account"}, {}
            _, address = self.keys.pop(account)
            del self.by_address[address]
            self.record["deleted"] += 1
            return 204, None, {}


class Web(web.Handler):
    def content(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def do_POST(self):
        accounts, content = self.server.served, self.content()
        if self.path == "/accounts":
            self.answer(*accounts.sign_up(content["email"]))
        elif self.path == "/confirmations":
            self.answer(*accounts.confirm(content["code"]))
        else:
            self.answer(404)

    def do_DELETE(self):
        _, kind, account = self.path.rpartition("/accounts/")
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if kind:
            self.answer(*self.server.served.delete(account, key))
        else:
            self.answer(404, {"error": f"nothing is at {self.path}"})

    def do_GET(self):
        if self.path == "/record":
            self.answer(200, self.server.served.record)
        else:
            self.answer(404)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8024)
    parser.add_argument("--smtp-port", type=int, default=8026, help="where mail is handed in")
    parser.add_argument("--limit", type=float, default=25, help="sign-ups a second")
    parser.add_argument("--burst", type=float, default=5, help="sign-ups at once")
    options = parser.parse_args()
    mailer = Mailer(options.smtp_port)
    mailer.start()
    accounts = Accounts(mailer, Bucket(options.limit, options.burst))
    server = web.Server(options.port, Web, accounts)
    print(f"accounts at http://127.0.0.1:{options.port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
