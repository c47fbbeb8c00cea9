# SPDX-License-Identifier: Apache-2.0
"""The real program against real servers: what the whole-program tests share."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LOADGATE", str(ROOT / "build/release/loadgate"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**more):
    """Our own environment without a CI's variables, which would change what is tested."""
    kept = {k: v for k, v in os.environ.items()
            if not re.match(r"GITHUB_|GITLAB_|CI_|CI$|RUNNER_|NO_COLOR", k)}
    return {**kept, **more}


class Case(unittest.TestCase):
    """A temporary folder, and the program run in it."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadgate-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run_program(self, *arguments, status=None, environment=None, timeout=120):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, timeout=timeout,
                              env=clean_environment(**(environment or {})), capture_output=True,
                              text=True, stdin=subprocess.DEVNULL)
        if status is not None and done.returncode != status:
            self.fail(f"status {done.returncode}, expected {status}\n"
                      f"--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}")
        return done

    def start_program(self, *arguments, environment=None, before=None):
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder,
                                   env=clean_environment(**(environment or {})),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   stdin=subprocess.DEVNULL, preexec_fn=before)
        self.addCleanup(end, process)
        return process

    def result(self, folder="loadgate-report"):
        return json.loads((self.folder / folder / "result.json").read_text())

    def findings(self, state, folder="loadgate-report"):
        return [row["key"] for row in self.result(folder)["judgement"]["findings"]
                if row["state"] == state]

    def stolen(self):
        """The share of the CPU that the host took for others during the last run."""
        return json.loads((self.folder / "loadgate-report/run.json").read_text())["health"]["steal_share"]

    def in_a_quiet_moment(self, measure, is_right):
        """What `measure` gave. A host that takes the CPU of service and generator slows both in
        truth, and the report says so: that is measured again, eight times at most."""
        for _ in range(8):
            done = measure()
            is_trusted = self.result()["judgement"]["trust"]["trust"] == "trusted"
            if is_right(done) or (is_trusted and self.stolen() <= 0.005):
                break
        return done

    def leave_room(self, spec):
        """The quick start's rules about time, as no busy machine breaks them by itself."""
        path = self.folder / spec
        text = path.read_text()
        narrow = "max_increase: 10%, min_delta: 3ms"
        self.assertEqual(text.count(narrow), 3)
        path.write_text(text.replace(narrow, "max_increase: 300%, min_delta: 300ms"))

    def start_mock(self, config, before=None):
        """Its address; `stats` and the like are read by get_json()."""
        self.write("mock.yaml", config)
        self.mock = process = self.start_program("mock", "mock.yaml", before=before)
        line = process.stdout.readline()
        match = re.search(r"listens at (\S+?),", line)
        self.assertTrue(match, f"the mock said: {line!r} {process.stderr.read() if not line else ''}")
        return match[1]


class GitCase(Case):
    """The folder can be a repository, and a run in it a pull request's."""

    def git(self, *arguments):
        done = subprocess.run(["git", "-C", self.folder, "-c", "user.name=t", "-c",
                               "user.email=t@localhost", *arguments],
                              check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def in_pull_request(self, base):
        event = self.write(".git/event.json", json.dumps(
            {"number": 7, "pull_request": {"number": 7, "base": {"sha": base, "ref": "main"},
                                           "head": {"sha": "1" * 40, "ref": "topic"}}}))
        return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request",
                "GITHUB_EVENT_PATH": str(event), "GITHUB_WORKSPACE": str(self.folder)}

    def commit_all(self):
        self.write(".gitignore", "loadgate-report\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "all")
        return self.git("rev-parse", "HEAD")


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


def get_json(url, path):
    host = url.split("//")[1]
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request("GET", path)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def make_certificate(folder, name="127.0.0.1"):
    """(certificate, key) of a self-signed certificate for 127.0.0.1."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key,
                    "-out", cert, "-days", "2", "-subj", f"/CN={name}", "-addext",
                    f"subjectAltName=IP:{name}"], check=True, capture_output=True)
    return cert, key


class Nginx:
    """Debian's nginx with a configuration of its own on two free ports."""

    def __init__(self, folder, locations="location / { return 200 'hello'; }",
                 settings="keepalive_requests 1000000;"):
        self.folder = folder
        self.http_port, self.tls_port = free_port(), free_port()
        self.cert, key = make_certificate(folder)
        self.log = folder / "access.log"
        (folder / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  log_format short '$request_method $uri $server_protocol $status "$http_user_agent"';
  access_log {self.log} short;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {settings}
  server {{
    listen 127.0.0.1:{self.http_port};
    listen 127.0.0.1:{self.tls_port} ssl http2;
    ssl_certificate {self.cert}; ssl_certificate_key {key};
    {locations}
  }}
}}
""")
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-p", folder],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.http_port)

    def requests(self):
        """(of the load, of the preflight)."""
        lines = self.log.read_text().splitlines()
        preflight = [line for line in lines if "preflight" in line]
        return [line for line in lines if "preflight" not in line], preflight

    def stop(self):
        self.process.terminate()
        self.process.wait()


def wait_for_port(port):
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"nothing listens at port {port}")


class ScriptedServer:
    """Calls `answer(connection, request_text, number)` for each request on each connection; the
    connection is closed when it returns False."""

    def __init__(self, answer, context=None):
        self.answer = answer
        self.count = 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.context = context
        self.stopped = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.stopped:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            text = b""
            while True:
                while b"\r\n\r\n" not in text:
                    block = connection.recv(65536)
                    if not block:
                        return
                    text += block
                head, text = text.split(b"\r\n\r\n", 1)
                with self.lock:
                    number = self.count
                    self.count += 1
                if self.answer(connection, head.decode("latin-1"), number) is False:
                    return
        except (OSError, ssl.SSLError):
            pass
        finally:
            connection.close()

    def stop(self):
        self.stopped = True
        self.listener.close()


def ok(connection, body=b"{}", status="200 OK", headers=""):
    connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
                       .encode() + body)


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    return False
