"""Starts LocalStack where nothing can be downloaded: with the DynamoDB Local that the tests have from Maven Central, a
Lambda image that is there already, and lambda_init.py for LocalStack's own program inside of it."""

import os
import pathlib

import localstack_cloudformation  # for its effect
from localstack.runtime.main import main
from localstack.services.dynamodb.server import DynamodbServer
from localstack.services.dynamodb.packages import DynamoDBLocalPackageInstaller
from localstack.services.lambda_.invocation import docker_runtime_executor

shell_command = DynamodbServer._create_shell_command


def dynamodb_local(server):
    """LocalStack's command line, less the agent for more than 20 indexes of a table, which is a download too."""
    command = shell_command(server)
    options = command[command.index("-jar") + 2 :]
    classpath = pathlib.Path(os.environ["GATE_CLASSPATH"]).read_text().strip()
    return [
        os.environ["GATE_JAVA"],
        f"-Xmx{server.heap_size}",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classpath,
        "software.amazon.dynamodb.services.local.main.ServerRunner",
        "-disableTelemetry",
        *options,
    ]


DynamodbServer._create_shell_command = dynamodb_local
DynamoDBLocalPackageInstaller.install = lambda *_, **__: None
DynamoDBLocalPackageInstaller.get_installed_dir = lambda *_: ""
DynamoDBLocalPackageInstaller.get_java_env_vars = lambda *_: {}
docker_runtime_executor._ensure_runtime_image_present = lambda *_: None
docker_runtime_executor.get_runtime_client_path = lambda: pathlib.Path(os.environ["GATE_LAMBDA_INIT"])

if __name__ == "__main__":
    main()
