"""Lints the template as each environment of samconfig.toml uses it, before and after the SAM transform.

Needs aws-sam-cli and cfn-lint. Environments come from samconfig.toml, so a new one is checked without a change here.
Also checks that new settings alone publish a new version of the function, and that the old one stays.
"""

import copy
import json
import logging
import pathlib
import subprocess
import sys
import tempfile
import tomllib

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

REGION = "eu-west-1"
# What the environments don't use yet, so that it is checked before somebody does.
EVERYTHING = {
    "Environment": "prod",
    "DomainName": "api.crowai.dev",
    "CertificateArn": f"arn:aws:acm:{REGION}:123456789012:certificate/00000000-0000-0000-0000-000000000000",
    "HostedZoneId": "Z0123456789ABCDEFGHIJ",
    "AlarmTopicArn": f"arn:aws:sns:{REGION}:123456789012:alarms",
    "ReservedConcurrency": "50",
    "ClientIpHeader": "CloudFront-Viewer-Address",
    "OriginVerify": "all",
    "PublicHost": "www.api.crowai.dev",
    "LongAnswers": "on",
    "WarmReadUnits": "40000",
    "WarmWriteUnits": "20000",
}


class NoManagedPolicies:
    def load(self):
        return {}


def overrides(config):
    """The last parameter_overrides wins, as in the SAM CLI a command's own does over the global ones."""
    found = {}
    for command in ("global", "deploy"):
        found = config.get(command, {}).get("parameters", {}).get("parameter_overrides", found)
    if isinstance(found, dict):
        return {name: str(value) for name, value in found.items()}
    values = {}
    for entry in found:
        if entry.startswith("file://"):
            values |= yaml_parse(pathlib.Path(entry.removeprefix("file://")).read_text())
        else:
            name, value = entry.split("=", 1)
            values[name] = value
    return {name: str(value) for name, value in values.items()}


def lint(name, template, folder, *options):
    path = folder / f"{name}.json"
    path.write_text(json.dumps(template, indent=1))
    return subprocess.run(["cfn-lint", "--regions", REGION, *options, "--template", str(path)]).returncode


def transformed(template, parameters):
    packaged = copy.deepcopy(template)
    packaged["Resources"]["GatewayFunction"]["Properties"]["CodeUri"] = "s3://artifacts/gateway"
    return transform(packaged, parameters, NoManagedPolicies())


def check(name, parameters, template, folder):
    unknown = parameters.keys() - template["Parameters"].keys()
    if unknown:
        print(f"{name}: no such parameters: {', '.join(sorted(unknown))}")
        return 1
    given = copy.deepcopy(template)
    for parameter, value in parameters.items():
        declared = given["Parameters"][parameter]
        declared["Default"] = int(value) if declared["Type"] == "Number" else value
    failed = lint(name, given, folder)
    deployed = transformed(given, parameters)
    failed |= lint(f"{name}-transformed", deployed, folder)
    print(f"{name}: {len(parameters)} parameters, {len(deployed['Resources'])} resources, {'FAILED' if failed else 'clean'}")
    return failed


def version(template, parameters):
    """Logical id and resource of the version that a deployment publishes."""
    resources = transformed(template, parameters)["Resources"]
    (found,) = [(name, resource) for name, resource in resources.items() if resource["Type"] == "AWS::Lambda::Version"]
    return found


def check_versions(template):
    """A version with another logical id is a new one. Which parameters the function sees, FunctionTest knows."""
    seen = template["Resources"]["GatewayFunction"]["Properties"]["Tracing"]["Fn::Select"][1][1]["Fn::Join"][1]
    usual = {name: str(declared["Default"]) for name, declared in template["Parameters"].items()}
    before, resource = version(template, usual)
    failed = 0
    if resource.get("DeletionPolicy") != "Retain":
        print("the version before would be deleted: there would be nothing to roll back to")
        failed = 1
    for parameter in [reference["Ref"] for reference in seen]:
        allowed = template["Parameters"][parameter].get("AllowedValues", ["300", "301"])
        other = next(str(value) for value in allowed if str(value) != usual[parameter])
        if version(template, usual | {parameter: other})[0] == before:
            print(f"a new {parameter} would publish no new version")
            failed = 1
    print(f"{len(seen)} settings, each of which publishes a new version: {'FAILED' if failed else 'yes'}")
    return failed


def main():
    logging.disable(logging.CRITICAL)
    template = yaml_parse(pathlib.Path("template.yaml").read_text())
    config = tomllib.loads(pathlib.Path("samconfig.toml").read_text())
    environments = {name: overrides(entry) for name, entry in config.items() if isinstance(entry, dict)}
    environments["everything"] = EVERYTHING
    with tempfile.TemporaryDirectory() as folder:
        results = [check(name, given, template, pathlib.Path(folder)) for name, given in environments.items()]
    results.append(check_versions(template))
    sys.exit(any(results))


main()
