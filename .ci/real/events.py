"""Puts every event of events/ through `sam local invoke` and compares the response with events/responses.toml.

events.py BUILD [FLAGS OF SAM LOCAL].
"""

import json
import pathlib
import subprocess
import sys
import time
import tomllib

import common


def invoke(event, build, flags):
    """The response. SAM counts the start of the JVM as part of the function's time and gives up; on a busy machine a
    service may be too slow as well. So no response, or one of 5xx, gets another try. Every other response is final."""
    command = ["sam", "local", "invoke", *common.sam_local(build), *flags, "--event", str(event)]
    response = {"statusCode": 0}
    for _ in range(common.TRIES):
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
            response = json.loads(ran.stdout.strip().splitlines()[-1])
            if response["statusCode"] < 500:
                break
            print(f"{event.stem:20} {response['statusCode']}: {ran.stderr.strip()[-600:]}", flush=True)
        except subprocess.TimeoutExpired:
            print(f"{event.stem:20} no response within 120 s", flush=True)
        except (IndexError, KeyError, TypeError, ValueError):
            print(f"{event.stem:20} no response: {ran.stderr.strip()[-300:]}", flush=True)
    return response


def differences(response, expected):
    """expected: status, headers that must have the value, and texts that the body must hold."""
    headers = {name.lower(): value for name, value in response.get("headers", {}).items()}
    if response.get("statusCode") != expected["status"]:
        yield f"status {response.get('statusCode')}, not {expected['status']}: {response.get('body', '')[:300]}"
    for name, value in expected.get("headers", {}).items():
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)}, not {value}"
    body = common.body(response)
    for text in expected.get("body", []):
        if text not in body:
            yield f"no {text!r} in the body: {body[:600]}"


def main():
    build, *flags = sys.argv[1:]
    expected = tomllib.loads(pathlib.Path("events/responses.toml").read_text())
    events = sorted(pathlib.Path("events").glob("*.json"))
    if [event.stem for event in events] != sorted(expected):
        raise SystemExit("events/responses.toml must have one entry for each event")
    common.create_table()
    common.warm()
    failed = 0
    for event in events:
        began = time.monotonic()
        response = invoke(event, build, flags)
        found = list(differences(response, expected[event.stem]))
        print(f"{event.stem:20} {response.get('statusCode')} in {time.monotonic() - began:4.1f} s  {'; '.join(found) or 'as expected'}", flush=True)
        failed += bool(found)
    print(f"{len(events) - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)


main()
