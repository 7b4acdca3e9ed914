#!/usr/bin/env python3
"""Runs a function in the home-made Lambda image for LocalStack.

LocalStack puts this file into the container as /var/rapid/init. Towards LocalStack it takes invocations on port 9563 and
reports what came of them; towards the function it is the Lambda Runtime API.
"""

import http.server
import json
import os
import queue
import subprocess
import threading
import time
import urllib.request

LOCALSTACK = os.environ["LOCALSTACK_RUNTIME_ENDPOINT"].rstrip("/")
RUNTIME_ID = os.environ["LOCALSTACK_RUNTIME_ID"]
TIMEOUT_SECONDS = int(os.environ.get("AWS_LAMBDA_FUNCTION_TIMEOUT", "30"))
INVOCATION_PORT, RUNTIME_PORT = 9563, 9001

invocations = queue.Queue()
lines = []
lines_lock = threading.Lock()
ready = threading.Event()


def report(path, body):
    request = urllib.request.Request(LOCALSTACK + path, body, {"Content-Type": "application/json"}, method="POST")
    urllib.request.urlopen(request, timeout=30).close()


def finish(invocation, outcome, body):
    time.sleep(0.1)  # The lines of the function come by another way.
    with lines_lock:
        log = "".join(lines)
        lines.clear()
    edges = f"START RequestId: {invocation}\n{log}END RequestId: {invocation}\nREPORT RequestId: {invocation}\n"
    report(f"/invocations/{invocation}/logs", json.dumps({"logs": edges}).encode())
    report(f"/invocations/{invocation}/{outcome}", body)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class FromLocalStack(Handler):
    def do_POST(self):
        invocations.put(json.loads(self.body()))
        self.answer(202)


class RuntimeApi(Handler):
    def do_GET(self):
        if not ready.is_set():
            ready.set()
            report(f"/status/{RUNTIME_ID}/ready", b"{}")
        invocation = invocations.get()
        deadline = int((time.time() + TIMEOUT_SECONDS) * 1000)
        self.answer(
            200,
            invocation["payload"].encode(),
            [
                ("Content-Type", "application/json"),
                ("Lambda-Runtime-Aws-Request-Id", invocation["invoke-id"]),
                ("Lambda-Runtime-Deadline-Ms", str(deadline)),
                ("Lambda-Runtime-Invoked-Function-Arn", invocation.get("invoked-function-arn", "")),
                ("Lambda-Runtime-Trace-Id", invocation.get("trace-id", "")),
            ],
        )

    def do_POST(self):
        body, parts = self.body(), self.path.strip("/").split("/")
        self.answer(202)
        if parts[2] == "invocation":
            finish(parts[3], "response" if parts[4] == "response" else "error", body)
        else:
            report(f"/status/{RUNTIME_ID}/error", body)


def serve(port, handler):
    server = http.server.ThreadingHTTPServer(("0.0.0.0", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main():
    serve(INVOCATION_PORT, FromLocalStack)
    serve(RUNTIME_PORT, RuntimeApi)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOCALSTACK_")}
    environment["AWS_LAMBDA_RUNTIME_API"] = f"127.0.0.1:{RUNTIME_PORT}"
    runtime = subprocess.Popen(
        ["/var/runtime/bootstrap"], env=environment, cwd="/var/task", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for line in runtime.stdout:
        print(line, end="", flush=True)
        with lines_lock:
            lines.append(line)
    raise SystemExit(runtime.wait())


main()
