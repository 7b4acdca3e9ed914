"""Lints the template as each environment of samconfig.toml deploys it, before and after the SAM transform.

Needs aws-sam-cli and cfn-lint. Environments come from samconfig.toml, so a new one is checked without a change here.
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
}


class NoManagedPolicies:
    def load(self):
        return {}


def overrides(config):
    """The last parameter_overrides wins, as in the SAM CLI a command's own does over the global ones."""
    found = {}
    for command in ("global", "deploy"):
        found = config.get(command, {}).get("parameters", {}).get("parameter_overrides", found)
    return {name: str(value) for name, value in found.items()}


def lint(name, template, folder, *options):
    path = folder / f"{name}.json"
    path.write_text(json.dumps(template, indent=1))
    return subprocess.run(["cfn-lint", "--regions", REGION, *options, "--template", str(path)]).returncode


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

    packaged = copy.deepcopy(given)
    packaged["Resources"]["GatewayFunction"]["Properties"]["CodeUri"] = "s3://artifacts/gateway"
    deployed = transform(packaged, parameters, NoManagedPolicies())
    failed |= lint(f"{name}-transformed", deployed, folder)
    print(f"{name}: {len(parameters)} parameters, {len(deployed['Resources'])} resources, {'FAILED' if failed else 'clean'}")
    return failed


def main():
    logging.disable(logging.CRITICAL)
    template = yaml_parse(pathlib.Path("template.yaml").read_text())
    config = tomllib.loads(pathlib.Path("samconfig.toml").read_text())
    environments = {name: overrides(entry) for name, entry in config.items() if isinstance(entry, dict)}
    environments["everything"] = EVERYTHING
    with tempfile.TemporaryDirectory() as folder:
        results = [check(name, given, template, pathlib.Path(folder)) for name, given in environments.items()]
    sys.exit(any(results))


main()
