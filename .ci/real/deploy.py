"""Deploys dev into LocalStack, uses it, changes a setting, and deletes it: deploy.py BUILD GATEWAY.

GATEWAY: the address at which a function's container reaches LocalStack.
"""

import json
import os
import subprocess
import sys
import time
import tomllib

import common

STACK = "crow-core-api-gateway-dev"
SECRETS = {"INTERNAL_GATEWAY_KEY": "i" * 32, "SERVICE_API_KEY_ORG_SERVICE": "o" * 32, "CRAWLER_SERVICE_SECRET": "c" * 32}


def say(began, text):
    print(f"{time.monotonic() - began:5.1f} s  {text}", flush=True)


def sam(*arguments):
    ran = subprocess.run(["sam", *arguments], capture_output=True, text=True, timeout=500)
    if ran.returncode != 0:
        raise SystemExit(f"sam {arguments[0]} failed:\n{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}")


def deploy(build, gateway, **changed):
    """As `sam deploy --config-env dev`, with the two values that LocalStack needs and what a test changes."""
    with open("samconfig.toml", "rb") as file:
        given = tomllib.load(file)["dev"]["deploy"]["parameters"]["parameter_overrides"]
    given |= {"DynamoDbEndpoint": f"http://{gateway}:4566", "Architecture": common.architecture()} | changed
    overrides = [f"{name}={value}" for name, value in given.items()]
    config = os.path.abspath("samconfig.toml")
    sam("deploy", "--template", f"{build}/template.yaml", "--config-file", config, "--config-env", "dev", "--parameter-overrides", *overrides)


def invoke(function, event, qualifier="live"):
    with open(f"events/{event}.json", "rb") as file:
        answer = common.client("lambda").invoke(FunctionName=function, Qualifier=qualifier, Payload=file.read())
    return answer.get("FunctionError"), json.loads(answer["Payload"].read())


def expect(what, actual, expected):
    if actual != expected:
        raise SystemExit(f"{what}: {actual}, not {expected}")


def main():
    build, gateway = sys.argv[1:]
    os.environ["AWS_ENDPOINT_URL"] = common.LOCALSTACK
    functions, stacks = common.client("lambda"), common.client("cloudformation")
    began = time.monotonic()
    deploy(build, gateway)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks.describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]}
    function = outputs["FunctionName"]
    alias = lambda: functions.get_alias(FunctionName=function, Name="live")["FunctionVersion"]
    versions = lambda: {v["Version"] for v in functions.list_versions_by_function(FunctionName=function)["Versions"]} - {"$LATEST"}
    variables = lambda version: functions.get_function_configuration(FunctionName=function, Qualifier=version)["Environment"]["Variables"]
    first = alias()
    say(began, f"deployed; live is version {first}")

    error, answer = invoke(function, "health")
    expect("the function with placeholders for keys", error is None, False)
    say(began, "refuses to work with placeholders")
    common.client("secretsmanager").put_secret_value(SecretId=outputs["SecretsId"], SecretString=json.dumps(SECRETS))
    error, answer = invoke(function, "ready")
    expect("/ready", (error, answer.get("statusCode")), (None, 200))
    say(began, f"ready after its keys were put: {answer['body']}")
    for event, status in (("preflight", 204), ("unknown-service", 404), ("hostile-path", 400)):
        expect(event, invoke(function, event)[1].get("statusCode"), status)
    say(began, "preflight 204, unknown service 404, hostile path 400")

    deploy(build, gateway, RateLimitMode="observe")
    second = alias()
    expect("the alias has moved", second != first, True)
    expect("both versions are there", {first, second} <= versions(), True)
    expect("the setting of each", (variables(first)["RATE_LIMIT_MODE"], variables(second)["RATE_LIMIT_MODE"]), ("enforce", "observe"))
    say(began, f"one setting changed; live is version {second}, and version {first} is there with its own settings")
    error, answer = invoke(function, "ready")
    expect("/ready of the new version", (error, answer.get("statusCode")), (None, 200))

    functions.update_alias(FunctionName=function, Name="live", FunctionVersion=first)
    error, answer = invoke(function, "ready")
    expect("/ready after the roll-back", (error, answer.get("statusCode")), (None, 200))
    say(began, f"rolled back to version {first}, which is ready")

    sam("delete", "--stack-name", STACK, "--no-prompts", "--region", common.REGION)
    remaining = [stack["StackName"] for stack in stacks.describe_stacks()["Stacks"]]
    expect("the stack is gone", STACK in remaining, False)
    say(began, "deleted")


main()
