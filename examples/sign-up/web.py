# SPDX-License-Identifier: Apache-2.0
"""What the two services of this example share: answers in JSON over kept-alive connections."""
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, status, content=None, headers=None):
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """Its handlers find what they serve as `self.server.served`."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, port, handler, served):
        super().__init__(("127.0.0.1", port), handler)
        self.served = served
