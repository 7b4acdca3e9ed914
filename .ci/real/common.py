"""What the steps share: how SAM is called, and LocalStack's clients."""

import base64
import os
import platform
import time

import boto3

LOCALSTACK = "http://127.0.0.1:4566"
REGION = "eu-west-1"


def architecture():
    return {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]


def sam_local(build):
    """Options of every `sam local` command."""
    environment = "local-arm64" if architecture() == "arm64" else "local"
    return ["--template", f"{build}/template.yaml", "--config-file", os.path.abspath("samconfig.toml"), "--config-env", environment]


def client(service):
    return boto3.client(service, endpoint_url=LOCALSTACK, region_name=REGION)


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
