#!/usr/bin/env python3
"""Measures how many requests one process serves at a time: throughput of 32 at once against one after another, with
every service 20 ms away, and whether a virtual thread was pinned to its carrier meanwhile. Python 3 and Linux.

  mvn -q -Pbench generate-test-resources
  bench/concurrency.py --class-path target/classes:$(cat target/bench-classpath.txt)
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
FLAGS = ["-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--class-path", required=True)
    parser.add_argument("--java", default="java")
    parser.add_argument("--flag", action="append", default=[], help="one more flag of the JVM")
    parser.add_argument("--delay-ms", type=float, default=20, help="how long every response of a service waits")
    parser.add_argument("--at-once", type=int, default=32)
    parser.add_argument("--single", type=int, default=200, help="requests one after another")
    parser.add_argument("--all", type=int, default=3200, help="requests of those at once")
    parser.add_argument("--verbose", action="store_true", help="print where threads were pinned")
    args = parser.parse_args()
    stand_ins = []

    def stand_in(program, delay):
        process = subprocess.Popen([sys.executable, str(HERE / program), "--delay-ms", str(delay)],
                                   stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        stand_ins.append(process)
        return f"http://127.0.0.1:{int(process.stdout.readline())}"

    try:
        store, services = stand_in("store.py", 0), stand_in("services.py", args.delay_ms)
        environment = {
            "PATH": os.environ["PATH"], "ENVIRONMENT": "local", "CACHE": "bench", "AUTH_SERVICE_URL": services,
            "INTERNAL_GATEWAY_KEY": "bench", "SERVICE_API_KEY_ORG_SERVICE": "bench", "CRAWLER_SERVICE_SECRET": "bench",
            "SERVICE_URLS": json.dumps({name: services for name in ("products", "organizations", "users", "auth")}),
            "RATE_LIMIT_MODE": "observe", "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench", "AWS_ENDPOINT_URL_DYNAMODB": store}
        with tempfile.TemporaryDirectory() as folder:
            recording, settings = f"{folder}/r.jfr", f"{folder}/s.jfc"
            pathlib.Path(settings).write_text(
                '<configuration version="2.0"><event name="jdk.VirtualThreadPinned"><setting name="enabled">true'
                '</setting><setting name="threshold">0 ms</setting><setting name="stackTrace">true</setting>'
                '</event></configuration>')
            run = subprocess.run(
                [args.java, *FLAGS, *args.flag, f"-XX:StartFlightRecording:filename={recording},settings={settings}",
                 "-cp", args.class_path, str(HERE / "Concurrent.java"), str(args.single), str(args.at_once), str(args.all)],
                env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=300)
            lines = run.stderr.strip().splitlines()
            if run.returncode:
                sys.exit("\n".join(lines[-20:]))
            single, many = map(float, lines[-1].split())
            jfr = str(pathlib.Path(args.java).parent / "jfr") if "/" in args.java else "jfr"
            pinned = subprocess.run([jfr, "print", "--events", "jdk.VirtualThreadPinned", recording],
                                    stdout=subprocess.PIPE, text=True, check=True).stdout
        print(f"one after another {single:.0f}/s, {args.at_once} at once {many:.0f}/s: {many / single:.1f} times; "
              f"{pinned.count('jdk.VirtualThreadPinned')} pinned")
        if pinned and args.verbose:
            print(pinned)
    finally:
        for process in stand_ins:
            process.kill()


if __name__ == "__main__":
    main()
