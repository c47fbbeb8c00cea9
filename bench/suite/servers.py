# SPDX-License-Identifier: Apache-2.0
"""What the tools are pointed at: nginx for cost, the mock and its own record for truth."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

from bench import environment
from machine import nginx_program

# 135 bytes.
BODY = ('{"id":12345,"name":"hello world","items":[1,2,3,4,5,6,7,8,9,10],"ok":true,"pad":"'
        + "x" * 52 + '"}')
NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log crit;
worker_processes 1; worker_rlimit_nofile 20000;
events {{ worker_connections 10000; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 120s;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{status}; location / {{ stub_status; }} }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ default_type application/json; return 200 '{body}'; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(address, path, method="GET"):
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request(method, path)
    text = connection.getresponse().read()
    connection.close()
    return text


class Server:
    """A process on the server's core, ended with `with`."""

    def start(self, command, core, **more):
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, env=environment(),
            preexec_fn=lambda: os.sched_setaffinity(0, {core}), **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


class Nginx(Server):
    """One worker that answers 135 bytes and counts."""

    def __init__(self, bench):
        self.port, self.status_port = free_port(), free_port()
        text = NGINX.format(folder=bench.folder, port=self.port, status=self.status_port, body=BODY)
        conf = bench.write("nginx.conf", text)
        self.start([nginx_program(), "-c", conf, "-p", bench.folder], bench.server,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}/"
        for _ in range(500):
            try:
                get(f"127.0.0.1:{self.status_port}", "/")
                return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("nginx did not start")

    def served(self):
        """Requests so far, without this look."""
        text = get(f"127.0.0.1:{self.status_port}", "/").decode().splitlines()
        self.looks = getattr(self, "looks", 0) + 1
        return int(text[2].split()[2]) - self.looks


class Mock(Server):
    """loadgate's own mock: it knows when each request came and when its answer went."""

    def __init__(self, bench, config):
        bench.write("mock.yaml", "listen: 0\n" + config)
        self.start([bench.program, "mock", "mock.yaml"], bench.server, cwd=bench.folder, text=True,
                   stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        match = re.search(r"listens at http://(\S+?),", line)
        if not match:
            raise RuntimeError(f"the mock did not start: {line!r}")
        self.address = match[1]
        self.url = f"http://{self.address}/"

    def reset(self):
        get(self.address, "/__stats/reset", "POST")

    def record(self):
        """Requests of the load, in order of arrival."""
        rows = self.everything()
        return [row for row in rows if not row["is_preflight"]]

    def everything(self):
        return json.loads(get(self.address, "/__stats"))["requests"]
