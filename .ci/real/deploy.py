"""Deploys dev into LocalStack, uses it, changes a setting, rolls back, deletes it, and deploys it with LongAnswers.

deploy.py BUILD GATEWAY.

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
ORIGIN_SECRET = "v" * 32
SECRETS = {
    "INTERNAL_GATEWAY_KEY": "i" * 32,
    "SERVICE_API_KEY_ORG_SERVICE": "o" * 32,
    "CRAWLER_SERVICE_SECRET": "c" * 32,
    "ORIGIN_VERIFY_SECRET": ORIGIN_SECRET,
}
BEGAN = time.monotonic()


def say(text):
    print(f"{time.monotonic() - BEGAN:5.1f} s  {text}", flush=True)


def expect(what, actual, expected):
    if actual != expected:
        raise SystemExit(f"{what}: {actual}, not {expected}")


def sam(*arguments):
    try:
        ran = subprocess.run(["sam", *arguments], capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired as late:
        raise SystemExit(f"sam {arguments[0]} did not end within 300 s:\n{(late.stdout or b'').decode(errors='replace')[-3000:]}") from None
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


def event(name):
    with open(f"events/{name}.json", encoding="utf-8") as file:
        return json.load(file)


class Deployed:
    """The function that a stack has deployed, as its outputs name it."""

    def __init__(self):
        stacks = common.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks[0]["Outputs"]}
        self.name = self.outputs["FunctionName"]
        self.functions = common.client("lambda")

    def live(self):
        return self.functions.get_alias(FunctionName=self.name, Name="live")["FunctionVersion"]

    def versions(self):
        return {version["Version"] for version in self.functions.list_versions_by_function(FunctionName=self.name)["Versions"]} - {"$LATEST"}

    def configuration(self, version):
        return self.functions.get_function_configuration(FunctionName=self.name, Qualifier=version)

    def invoke(self, payload):
        """Error, version and response. A function that a slow machine did not start in time gets another try."""
        for _ in range(common.TRIES):
            answer = self.functions.invoke(FunctionName=self.name, Qualifier="live", Payload=json.dumps(payload))
            error, response = answer.get("FunctionError"), json.loads(answer["Payload"].read())
            if not (error and "imeout" in json.dumps(response)):
                break
        return error, answer.get("ExecutedVersion"), response

    def expect_status(self, what, payload, status):
        error, version, response = self.invoke(payload)
        for _ in range(common.TRIES):
            if error or response.get("statusCode") == status or response.get("statusCode", 0) < 500:
                break
            error, version, response = self.invoke(payload)
        if error or response.get("statusCode") != status:
            raise SystemExit(f"{what}: {error or ''} {response}, not {status}")
        expect(f"{what}: the version that responds", version, self.live())
        return response


def first_deployment(build, gateway):
    deploy(build, gateway)
    gateway_function = Deployed()
    say(f"deployed; live is version {gateway_function.live()}")
    error, _, response = gateway_function.invoke(event("health"))
    expect("the function with placeholders for keys", bool(error) and "INTERNAL_GATEWAY_KEY is still the placeholder" in json.dumps(response), True)
    say("refuses to work with placeholders")
    common.client("secretsmanager").put_secret_value(SecretId=gateway_function.outputs["SecretsId"], SecretString=json.dumps(SECRETS))
    response = gateway_function.expect_status("/ready", event("ready"), 200)
    say(f"ready after its keys were put: {response['body']}")
    for name, status in (("preflight", 204), ("unknown-service", 404), ("hostile-path", 400)):
        gateway_function.expect_status(name, event(name), status)
    say("preflight 204, unknown service 404, hostile path 400")
    return gateway_function


def limited(response):
    return any(name.lower() == "ratelimit" for name in response["headers"])


def change_a_setting(gateway_function, build, gateway):
    """Settings alone: a new version, and the one before is there to roll back to, as docs/operations.md says."""
    first = gateway_function.live()
    expect("limits of the first version", limited(gateway_function.expect_status("/health", event("health"), 200)), True)
    deploy(build, gateway, RateLimitMode="off")
    second = gateway_function.live()
    expect("the alias has moved", second != first, True)
    expect("both versions are there", {first, second} <= gateway_function.versions(), True)
    modes = tuple(gateway_function.configuration(version)["Environment"]["Variables"]["RATE_LIMIT_MODE"] for version in (first, second))
    expect("the setting of each version", modes, ("enforce", "off"))
    expect("limits of the second version", limited(gateway_function.expect_status("/health", event("health"), 200)), False)
    say(f"RateLimitMode changed alone: live is version {second}, without limits; version {first} is there with its own settings")

    gateway_function.functions.update_alias(FunctionName=gateway_function.name, Name="live", FunctionVersion=first)
    expect("limits after the roll-back", limited(gateway_function.expect_status("/health", event("health"), 200)), True)
    gateway_function.expect_status("/ready after the roll-back", event("ready"), 200)
    say(f"rolled back by update-alias: version {first} is live, with limits")


def open_the_second_door(build, gateway):
    """A stack of its own: LocalStack cannot add a resource that a condition kept out before."""
    deploy(build, gateway, LongAnswers="on")
    gateway_function = Deployed()
    common.client("secretsmanager").put_secret_value(SecretId=gateway_function.outputs["SecretsId"], SecretString=json.dumps(SECRETS))
    door = gateway_function.functions.get_function_url_config(FunctionName=gateway_function.name, Qualifier="live")
    expect("the function URL", (door["AuthType"], door["FunctionUrl"]), ("NONE", gateway_function.outputs["LongAnswersUrl"]))
    expect("the function's time-out", gateway_function.configuration(gateway_function.live())["Timeout"], 300)
    request = event("function-url") | {"rawPath": "/health", "rawQueryString": ""}
    others = {name: value for name, value in request["headers"].items() if name != "x-origin-verify"}
    gateway_function.expect_status("past the proxy", request | {"headers": others}, 403)
    gateway_function.expect_status("through the proxy", request | {"headers": others | {"x-origin-verify": ORIGIN_SECRET}}, 200)
    say("deployed with LongAnswers on: up to 300 s, and the function URL refuses what does not come through the proxy")


def delete(gateway_function):
    sam("delete", "--stack-name", STACK, "--no-prompts", "--region", common.REGION)
    stacks = common.client("cloudformation").describe_stacks()["Stacks"]
    remaining = [stack["StackName"] for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"]
    expect("the stack is gone", STACK in remaining, False)
    functions = [function["FunctionName"] for function in gateway_function.functions.list_functions()["Functions"]]
    expect("the function is gone", gateway_function.name in functions, False)
    expect("the table is gone", gateway_function.outputs["TableName"] in common.client("dynamodb").list_tables()["TableNames"], False)
    say("deleted: stack, function and table")


def main():
    build, gateway = sys.argv[1:]
    os.environ["AWS_ENDPOINT_URL"] = common.LOCALSTACK
    gateway_function = first_deployment(build, gateway)
    change_a_setting(gateway_function, build, gateway)
    delete(gateway_function)
    open_the_second_door(build, gateway)


main()
