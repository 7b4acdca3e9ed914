"""What a stack like this one needs of CloudFormation and LocalStack 4.14.0 does not do, each as AWS does it.

Imported by start_localstack.py; in LocalStack's own image it is a start-up script, which runs in LocalStack's process.
"""

from localstack.services.cloudformation.engine.v2.change_set_model import ChangeSetModel, ChangeType
from localstack.services.cloudformation.engine.v2.change_set_model_transform import ChangeSetModelTransform
from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent
from localstack.services.lambda_.resource_providers.lambda_alias import LambdaAliasProvider

change_of_reference = ChangeSetModel._resolve_intrinsic_function_ref
value_of_reference = ChangeSetModelTransform.visit_node_intrinsic_function_ref


def change_by_replacement_alone(model, arguments):
    """A resource that is changed in place keeps its name. Else whatever refers to it would be created a second time."""
    change = change_of_reference(model, arguments)
    name = getattr(arguments, "value", None)
    if change is ChangeType.MODIFIED and name in model._after_template["Resources"]:
        if not model._retrieve_or_visit_resource(resource_name=name).requires_replacement:
            return ChangeType.UNCHANGED
    return change


def value_before_the_transform(visitor, node):
    """`Function.Alias` is a name that the SAM transform resolves. LocalStack reads the template before it."""
    if "." in str(getattr(node.arguments, "value", "")):
        return visitor.visit(node.arguments)
    return value_of_reference(visitor, node)


def update_alias(provider, request):
    """LocalStack leaves an alias as it was."""
    wanted = request.desired_state
    changed = {name: wanted[name] for name in ("Description", "RoutingConfig") if name in wanted}
    request.aws_client_factory.lambda_.update_alias(
        FunctionName=wanted["FunctionName"], Name=wanted["Name"], FunctionVersion=wanted["FunctionVersion"], **changed
    )
    return ProgressEvent(status=OperationStatus.SUCCESS, resource_model=request.previous_state | wanted)


ChangeSetModel._resolve_intrinsic_function_ref = change_by_replacement_alone
ChangeSetModelTransform.visit_node_intrinsic_function_ref = value_before_the_transform
LambdaAliasProvider.update = update_alias
