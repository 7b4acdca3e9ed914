"""What the steps share: how SAM is called, and LocalStack's clients."""

import base64
import os
import platform
import signal
import sys
import time

import boto3
from botocore.config import Config

LOCALSTACK = "http://127.0.0.1:4566"
REGION = "eu-west-1"
TRIES = 3  # of what may fail because the machine is slow, and for no other reason

# Whoever ends a step early still gets what it began taken down.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended early"))


def architecture():
    return {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]


def sam_local(build):
    """Options of every `sam local` command."""
    environment = "local-arm64" if architecture() == "arm64" else "local"
    return ["--template", f"{build}/template.yaml", "--config-file", os.path.abspath("samconfig.toml"), "--config-env", environment]


def client(service):
    patient = Config(connect_timeout=10, read_timeout=120, retries={"total_max_attempts": 1})
    return boto3.client(service, endpoint_url=LOCALSTACK, region_name=REGION, config=patient)


def create_table(name="CacheTable"):
    """The table as template.yaml defines it, for a function that was not deployed."""
    tables = client("dynamodb")
    if name in tables.list_tables()["TableNames"]:
        return
    tables.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )


def warm(name="CacheTable"):
    """Uses the table until it is quick: the function gives up on a call after 650 ms and goes on without, as it should."""
    table, quick = client("dynamodb"), 0
    for turn in range(200):
        key = {"pk": {"S": f"warm:{turn}"}, "sk": {"S": "warm"}}
        began = time.monotonic()
        table.update_item(TableName=name, Key=key, UpdateExpression="SET a = :a", ExpressionAttributeValues={":a": {"N": "1"}})
        table.put_item(TableName=name, Item=key)
        table.batch_get_item(RequestItems={name: {"Keys": [key]}})
        table.delete_item(TableName=name, Key=key)
        quick = quick + 1 if time.monotonic() - began < 0.2 else 0
        if quick == 5:
            return
    print("the table stays slow on this machine", flush=True)


def body(response):
    text = response.get("body") or ""
    return base64.b64decode(text).decode(errors="replace") if response.get("isBase64Encoded") else text


def wait_for(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.5)
    raise SystemExit(f"{what}: not within {seconds} seconds")
