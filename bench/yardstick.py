#!/usr/bin/env python3
"""Measures Lambda functions side by side, without AWS: each runs under Lambda's real runtime interface client against a
Runtime API that this program plays; store.py stands in for DynamoDB, services.py for the services. All of it is on the
loopback interface, with free ports, and every loop is bounded. Python 3 and Linux.

  mvn -q -Pbench generate-test-resources          # writes target/bench-classpath.txt
  bench/yardstick.py --function new=target/classes:$(cat target/bench-classpath.txt) \
                     --function old=/elsewhere/target/classes:$(cat target/bench-classpath.txt)

The functions of a round are alive together and take turns, some requests each, so that a noisy machine is as noisy for
one as for the other. Ratios are those of one round to the same round; medians of the rounds are shown, with their range.
"""
import argparse
import itertools
import json
import os
import pathlib
import re
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import plots
import wire

HERE = pathlib.Path(__file__).parent
HANDLER = "dev.crowai.gateway.aws.GatewayFunction"
CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
FLAGS = ["-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dsun.net.inetaddr.ttl=0",
         "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
SERVICES = ["auth", "better-auth", "users", "products", "crawler-jobs", "organizations", "analytics", "notifications",
            "patterns", "interactions", "chat", "qna", "mcp", "billing", "cctv", "ingest"]
COOKIE = ["theme=dark", "better-auth.session_token=bench.signature"]
TRACE = "Root=1-67430005-0123456789abcdef01230005;Parent=0123456789abcdef;Sampled=0"
PATIENCE = 60

# name: (method, path, query, headers, cookies, kilobytes of body, status)
LARGE = {
    "large post": ("POST", "/api/v1/products/import", "", {"content-type": "text/plain"}, COOKIE, 5_750, 200),
    "large response": ("GET", "/api/v1/products/large", "large={i}", {}, COOKIE, 0, 200),
}
SCENARIOS = {
    "miss": ("GET", "/api/v1/products/list", "page={i}", {}, COOKIE, 0, 200),
    "hit": ("GET", "/api/v1/products/list", "page=always", {}, COOKIE, 0, 200),
    "post": ("POST", "/api/v1/products/import", "", {"content-type": "application/json"}, COOKIE, 10, 200),
    "api-key": ("GET", "/api/v1/products/list", "key={i}", {"x-api-key": "crow_bench0123456789"}, [], 0, 200),
    "anonymous": ("GET", "/api/v1/qna/questions", "q={i}", {}, [], 0, 200),
    "health": ("GET", "/health", "", {}, [], 0, 200),
}


def request_of(scenario):
    return LARGE[scenario] if scenario in LARGE else SCENARIOS[scenario]


def event(scenario, number):
    """The JSON of one HTTP API event (payload 2.0). Every number is another client, so that none meets a limit."""
    method, path, query, more, cookies, kilobytes, _ = request_of(scenario)
    client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    headers = {"accept": "application/json", "host": "api.crowai.dev", "origin": "https://app.crowai.dev",
               "user-agent": "yardstick", "x-forwarded-for": client, "x-forwarded-proto": "https", **more}
    request = {
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query.replace("{i}", str(number)),
        "headers": headers,
        "requestContext": {
            "accountId": "0", "apiId": "bench", "domainName": "api.crowai.dev", "requestId": f"bench-{number}",
            "stage": "$default", "timeEpoch": int(time.time() * 1000),
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": client, "userAgent": "yardstick"}},
        "isBase64Encoded": False}
    if cookies:
        request["cookies"] = cookies
    if scenario in LARGE and kilobytes:
        request["body"] = f"{number:015d} " * (kilobytes * 1024 // 16)
    elif kilobytes:
        row = {"sku": "SKU-00001", "name": "Product \"one\" é", "tags": ["a", "b"]}
        request["body"] = json.dumps([row] * (kilobytes * 1024 // len(json.dumps(row))), ensure_ascii=False)
    return wire.compact(request)


class Function:
    """One process of a function, and the Runtime API that it polls."""

    def __init__(self, name, class_path, args, environment, log, flags=()):
        handler = args.handler.get(name, HANDLER)
        self.name, self.number, self.polling, self.restoring, self.answers = name, 0, None, None, {}
        self.extended, self.extension = False, None  # whether an internal extension is registered; its poll
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        port = self.listener.getsockname()[1]
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            [args.java, *FLAGS, *args.flag, *flags, "-cp", class_path, CLIENT, handler],
            env={**environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}", "_HANDLER": handler},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        self.selector.close()
        self.listener.close()

    def end(self):
        """Lets the process end in order, so that its JVM writes what it was told to."""
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(PATIENCE)

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            for key, _ in self.selector.select(0.2):
                if key.data is None:
                    peer, _ = self.listener.accept()
                    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.selector.register(peer, selectors.EVENT_READ, bytearray())
                else:
                    self.read(key.fileobj, key.data)
            if self.process.poll() is not None:
                sys.exit(f"{self.name} has ended with status {self.process.returncode}; see the log")
            if time.monotonic() > end:
                sys.exit(f"{self.name} has been silent for {PATIENCE} s; see the log")

    def read(self, peer, buffer):
        try:
            data = peer.recv(1 << 18)
        except ConnectionError:
            data = b""
        if not data:
            self.selector.unregister(peer)
            peer.close()
            return
        buffer += data
        while (request := wire.next_request(buffer)) is not None:
            parts = request.path.strip("/").split("/")[1:]
            if parts == ["runtime", "invocation", "next"]:
                self.polling = peer
            elif parts == ["runtime", "restore", "next"]:
                self.restoring = peer
            elif parts == ["extension", "register"]:
                self.extended = True
                peer.sendall(wire.json_response(200, {}, {"Lambda-Extension-Identifier": "bench"}).encode())
            elif parts == ["extension", "event", "next"]:
                self.extension = peer
            elif parts[-1] == "response":
                self.answers[parts[2]] = (time.perf_counter(), request.body)
                peer.sendall(wire.json_response(202, {}).encode())
            else:
                sys.exit(f"{self.name}: {request.path}: {request.body[:500]!r}")

    def busy(self, scenario, number):
        """Milliseconds from the event until the function takes the next one."""
        self.until(self.is_ready)
        begun = time.perf_counter()
        self.invoke(scenario, number)
        self.until(self.is_ready)
        return (time.perf_counter() - begun) * 1000

    def restore(self):
        """Lets the function go on after its checkpoint. Returns when."""
        self.until(lambda: self.restoring)
        time.sleep(0.2)
        peer, self.restoring = self.restoring, None
        now = time.perf_counter()
        peer.sendall(wire.json_response(200, {}).encode())
        return now

    def is_ready(self):
        """Like Lambda, which holds the next invocation back until each extension has asked for it."""
        return self.polling and (self.extension or not self.extended)

    def invoke(self, scenario, number):
        """Milliseconds from the event to its whole response, and when that came."""
        self.until(self.is_ready)
        self.number += 1
        request_id = f"invocation-{self.number}"
        deadline = int(time.time() * 1000) + 29_000
        head = wire.Response(200, event(scenario, number), {
            "Lambda-Runtime-Aws-Request-Id": request_id, "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Content-Type": "application/json", "Lambda-Runtime-Trace-Id": TRACE, "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:000000000000:function:bench"}).encode()
        peer, self.polling = self.polling, None
        sent = time.perf_counter()
        peer.sendall(head)
        if self.extension:
            self.extension.sendall(wire.json_response(200, {"eventType": "INVOKE", "requestId": request_id}).encode())
            self.extension = None
        self.until(lambda: request_id in self.answers)
        came, body = self.answers.pop(request_id)
        status = json.loads(body)["statusCode"]
        if status != request_of(scenario)[6]:
            sys.exit(f"{self.name}: {scenario} gives {status}: {body[:500]!r}")
        return (came - sent) * 1000, came

    def cpu(self):
        """Milliseconds that its threads have run, ended ones included: the CPU-time clock of its process."""
        return time.clock_gettime(~self.process.pid << 3 | 2) * 1000

    def resident(self):
        """Resident memory in MiB: (now, the most so far)."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024 for name in ("VmRSS", "VmHWM"))


class Bench:
    def __init__(self, args):
        self.args, self.stand_ins, self.number = args, [], 0
        self.log = open(args.log, "ab") if args.log else tempfile.TemporaryFile()
        self.store = self.stand_in("store.py", args.store_delay_ms)
        self.services = self.stand_in("services.py", args.delay_ms)
        self.functions = dict(given.split("=", 1) for given in args.function)

    def stand_in(self, program, delay):
        process = subprocess.Popen([sys.executable, str(HERE / program), "--delay-ms", str(delay)],
                                   stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.stand_ins.append(process)
        return int(process.stdout.readline())

    def start(self, name, initialization="on-demand", flags=()):
        services = json.dumps({service: f"http://127.0.0.1:{self.services}" for service in SERVICES})
        environment = {
            "PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), "ENVIRONMENT": "local", "CACHE": "bench",
            "INTERNAL_GATEWAY_KEY": "bench", "SERVICE_API_KEY_ORG_SERVICE": "bench", "CRAWLER_SERVICE_SECRET": "bench",
            "SERVICE_URLS": services, "AUTH_SERVICE_URL": f"http://127.0.0.1:{self.services}",
            "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_ENDPOINT_URL_DYNAMODB": f"http://127.0.0.1:{self.store}", "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
            "AWS_LAMBDA_LOG_GROUP_NAME": "bench", "AWS_LAMBDA_LOG_STREAM_NAME": "bench", "LAMBDA_TASK_ROOT": "/tmp",
            "AWS_LAMBDA_INITIALIZATION_TYPE": initialization}
        return Function(name, self.functions[name], self.args, environment, self.log, flags)

    def next(self):
        self.number += 1
        return self.number

    def cold(self, caches=None):
        """Milliseconds from the start of a process to its first response, by function.

        caches: the AOT cache that each function starts with, by its name; None for none"""
        found = {name: [] for name in self.functions}
        for _ in range(self.args.cold):
            for name in self.functions:
                function = self.start(name, flags=[f"-XX:AOTCache={caches[name]}"] if caches else [])
                _, came = function.invoke("miss", self.next())
                found[name].append((came - function.begun) * 1000)
                function.close()
        return found

    def cold_with_caches(self):
        """The same, with a cache that one process of each function has written after every kind of request."""
        if not self.args.aot:
            return {name: [] for name in self.functions}
        with tempfile.TemporaryDirectory() as folder:
            caches = {name: f"{folder}/{number}.aot" for number, name in enumerate(self.functions)}
            for name, file in caches.items():
                function = self.start(name, flags=[f"-XX:AOTCacheOutput={file}"])
                for _ in range(3):
                    for scenario in SCENARIOS:
                        function.invoke(scenario, self.next())
                function.until(lambda: function.polling)
                function.end()
                print(f"AOT cache of {name}: {os.path.getsize(file) / 2**20:.0f} MiB", file=sys.stderr)
            return self.cold(caches)

    def restored(self):
        """Milliseconds from a restore to the first response, by function."""
        found = {name: [] for name in self.functions}
        for _ in range(self.args.restore):
            for name in self.functions:
                function = self.start(name, "snap-start")
                resumed = function.restore()
                _, came = function.invoke("miss", self.next())
                found[name].append((came - resumed) * 1000)
                function.close()
        return found

    def warm(self):
        """One round: {scenario: {function: {"p50": ms, "p99": ms, "cpu": ms}}}, and resident memory by function."""
        functions = []
        try:
            for name in self.functions:
                functions.append(self.start(name))
                # One after another: the runtime client of each unpacks its library to the same file.
                functions[-1].until(lambda: functions[-1].polling)
            for function in functions:
                for i in range(self.args.warmup):
                    function.invoke(list(SCENARIOS)[i % len(SCENARIOS)], self.next())
            result = {}
            for scenario in self.args.scenario or SCENARIOS:
                times, cpu, left = {f.name: [] for f in functions}, {f.name: 0.0 for f in functions}, self.args.requests
                while left > 0:
                    turn = min(left, self.args.turn)
                    left -= turn
                    for function in functions:
                        before = function.cpu()
                        times[function.name] += [function.invoke(scenario, self.next())[0] for _ in range(turn)]
                        cpu[function.name] += function.cpu() - before
                result[scenario] = {name: {"p50": statistics.median(all_), "p99": sorted(all_)[int(len(all_) * 0.99)],
                                           "cpu": cpu[name] / len(all_)} for name, all_ in times.items()}
            return result, {f.name: f.resident()[0] for f in functions}
        finally:
            for function in functions:
                function.close()

    def memory(self):
        """Resident memory after many requests of all kinds, by function: (then, the most until then) in MiB."""
        found = {}
        for name in self.functions if self.args.memory else ():
            function = self.start(name)
            kinds = itertools.cycle(SCENARIOS)
            every = self.args.memory // self.args.large if self.args.large else self.args.memory + 1
            for i in range(1, self.args.memory + 1):
                large = list(LARGE)[i // every % len(LARGE)] if i % every == 0 else None
                function.invoke(large or next(kinds), self.next())
            found[name] = function.resident()
            function.close()
        return found

    def run(self):
        try:
            rounds = [self.warm() for _ in range(self.args.rounds)]
            return {"cold": self.cold(), "aot": self.cold_with_caches(), "restored": self.restored(), "warm": [result for result, _ in rounds],
                    "resident": [memory for _, memory in rounds], "memory": self.memory()}
        finally:
            for process in self.stand_ins:
                process.kill()


def spread(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def table(result):
    """Markdown: medians of the rounds with their range, and the ratios of the first function to each other."""
    names = list(result["cold"])
    lines = []
    if result["warm"]:
        lines += ["| request | " + " | ".join(f"{n} p50 ms | {n} CPU ms" for n in names)
                  + "".join(f" | p50 ÷ {o} | CPU ÷ {o}" for o in names[1:]) + " |",
                  "|---" * (1 + 2 * len(names) + 2 * (len(names) - 1)) + "|"]
        for scenario in result["warm"][0]:
            rows = [r[scenario] for r in result["warm"]]
            cells = [spread([row[name][key] for row in rows]) for name in names for key in ("p50", "cpu")]
            cells += [spread([row[names[0]][key] / row[other][key] for row in rows])
                      for other in names[1:] for key in ("p50", "cpu")]
            lines.append(f"| {scenario} | " + " | ".join(cells) + " |")
        lines += ["", "Resident memory, MiB: " + ", ".join(
            f"{name} {spread([m[name] for m in result['resident']], 0)}" for name in names)]
    for key, title in (("cold", "Start of the process → first response"), ("aot", "The same with an AOT cache"),
                       ("restored", "Restore → first response")):
        if all(result[key][name] for name in names):
            lines += ["", f"{title}, ms: " + ", ".join(f"{name} {spread(result[key][name], 0)}" for name in names)]
    if result["memory"]:
        lines += ["", "Resident memory after the requests (the most until then), MiB: " + ", ".join(
            f"{name} {now:.0f} ({most:.0f})" for name, (now, most) in result["memory"].items())]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--function", action="append", required=True, metavar="NAME=CLASSPATH", help="the first is compared to every other")
    parser.add_argument("--handler", action="append", default=[], metavar="NAME=HANDLER", help="if it is not the gateway's")
    parser.add_argument("--java", default="java")
    parser.add_argument("--flag", action="append", default=[], help="one more flag of the JVM")
    parser.add_argument("--scenario", action="append", choices=list(SCENARIOS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=500, help="of each scenario and function in a round")
    parser.add_argument("--warmup", type=int, default=3000, help="requests of a new process that are not measured")
    parser.add_argument("--turn", type=int, default=25, help="requests until it is the next function's turn")
    parser.add_argument("--cold", type=int, default=0, help="starts of each function")
    parser.add_argument("--aot", action="store_true", help="starts with an AOT cache too; needs class paths of jars alone")
    parser.add_argument("--restore", type=int, default=0, help="checkpoints and restores of each function")
    parser.add_argument("--memory", type=int, default=0, help="requests of each function before its memory is read")
    parser.add_argument("--large", type=int, default=0, help="how many of these have a body or a response of 5.9 MB")
    parser.add_argument("--delay-ms", type=float, default=0, help="added to every response of a service")
    parser.add_argument("--store-delay-ms", type=float, default=0, help="added to every response of the store")
    parser.add_argument("--log", help="file for what the functions write")
    parser.add_argument("--json", help="file for the whole result")
    parser.add_argument("--svg", help="file for a plot of the warm medians")
    args = parser.parse_args()
    args.handler = dict(given.split("=", 1) for given in args.handler)
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(143))
    result = Bench(args).run()
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(result, indent=1))
    if args.svg and result["warm"]:
        pathlib.Path(args.svg).write_text(plots.bars(result["warm"]))
    print(table(result))


if __name__ == "__main__":
    main()
