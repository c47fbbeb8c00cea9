# SPDX-License-Identifier: Apache-2.0
"""A real server, over HTTP/1.1 and over HTTP/2 with TLS."""
import unittest

from support import Case, Nginx

SPEC = """version: 1
name: nginx
target: {{url: {url}, timeout: 5s{more}}}
scenario:
  - GET /hello
load: {{rate: 2000/s, for: 5s}}
rules:
  - {{metric: error_rate, at_most: 0.1%}}
"""


class AgainstNginx(Case):
    def setUp(self):
        super().setUp()
        self.nginx = Nginx(self.folder)
        self.addCleanup(self.nginx.stop)

    def test_http1_gets_exactly_the_planned_requests(self):
        url = f"http://127.0.0.1:{self.nginx.http_port}"
        self.write("loadgate.yaml", SPEC.format(url=url, more=""))
        self.run_program("check", status=0)
        load, preflight = self.nginx.requests()
        self.assertEqual(len(load), 10000)
        self.assertEqual(len(preflight), 1)
        self.assertTrue(all(line.startswith("GET /hello HTTP/1.1 200") for line in load))
        self.assertEqual(self.result()["http_version"], "1.1")

    def test_http2_over_tls_gets_exactly_the_planned_requests(self):
        url = f"https://127.0.0.1:{self.nginx.tls_port}"
        self.write("loadgate.yaml", SPEC.format(url=url, more=", tls: {ca: cert.pem}"))
        self.run_program("check", status=0)
        load, preflight = self.nginx.requests()
        self.assertEqual(len(load), 10000)
        self.assertEqual(len(preflight), 1)
        self.assertTrue(all(line.startswith("GET /hello HTTP/2.0 200") for line in load))
        self.assertEqual(self.result()["http_version"], "2")

    def test_http2_loses_no_request_where_nginx_retires_connections_as_it_is_installed(self):
        self.nginx.stop()
        self.nginx = Nginx(self.folder, settings="")
        url = f"https://127.0.0.1:{self.nginx.tls_port}"
        spec = SPEC.format(url=url, more=", tls: {ca: cert.pem}")
        self.write("loadgate.yaml", spec.replace("{rate: 2000/s, for: 5s}",
                                                 "{iterations: 20000, users: 60}"))
        self.run_program("check", status=0)
        load, _ = self.nginx.requests()
        self.assertEqual(len(load), 20000)
        self.assertTrue(all(line.startswith("GET /hello HTTP/2.0 200") for line in load))
        self.assertEqual(self.result()["http_version"], "2")

    def test_http1_can_be_chosen_over_tls(self):
        url = f"https://127.0.0.1:{self.nginx.tls_port}"
        spec = SPEC.format(url=url, more=", tls: {ca: cert.pem}, http: '1.1'")
        self.write("loadgate.yaml", spec.replace("2000/s", "50/s").replace("5s}\nrules", "1s}\nrules"))
        self.run_program("check", status=0)
        load, _ = self.nginx.requests()
        self.assertEqual(len(load), 50)
        self.assertTrue(all("HTTP/1.1" in line for line in load))


if __name__ == "__main__":
    unittest.main()
