"""Drives the sandbox's hosting at argv[1] with botocore, which parses strictly; prints one JSON object."""
import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

session = botocore.session.Session()
session.set_credentials("AKIASANDBOX", "secret")


def client(name):
    config = Config(retries={"max_attempts": 0})
    return session.create_client(name, region_name="us-east-1", endpoint_url=sys.argv[1], config=config)


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return "done"


principal = {"Service": "sagemaker.amazonaws.com"}
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
role = client("iam").create_role(RoleName="serving", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
client("iam").attach_role_policy(RoleName="serving", PolicyArn="arn:aws:iam::aws:policy/AmazonSageMakerFullAccess")

sagemaker = client("sagemaker")
runtime = client("sagemaker-runtime")
for name, environment in (("A", {}), ("B", {"SANDBOX_ERROR_RATE": "1"})):
    container = {"Image": "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu", "Environment": environment}
    sagemaker.create_model(ModelName=name, ExecutionRoleArn=role, PrimaryContainer=container)
variants = [
    {"VariantName": name, "ModelName": name, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1, "InitialVariantWeight": weight}
    for name, weight in (("A", 1), ("B", 0))
]
sagemaker.create_endpoint_config(EndpointConfigName="first", ProductionVariants=variants)
out = {"created": sagemaker.create_endpoint(EndpointName="live", EndpointConfigName="first")["EndpointArn"]}
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="live", WaiterConfig={"Delay": 1, "MaxAttempts": 2})

answer = runtime.invoke_endpoint(EndpointName="live", Body=b"{}")
out["answered"] = [answer["InvokedProductionVariant"], answer["ContentType"], "predictions" in json.load(answer["Body"])]
out["failed"] = refusal(runtime.invoke_endpoint, EndpointName="live", Body=b"{}", TargetVariant="B")
out["strange"] = refusal(runtime.invoke_endpoint, EndpointName="live", Body=b"{}", TargetVariant="C")
stream = runtime.invoke_endpoint_with_response_stream(EndpointName="live", Body=b"{}")
out["streamed"] = "predictions" in json.loads(b"".join(part["PayloadPart"]["Bytes"] for part in stream["Body"]))

wanted = [{"VariantName": "A", "DesiredWeight": 90}, {"VariantName": "B", "DesiredWeight": 10}]
sagemaker.update_endpoint_weights_and_capacities(EndpointName="live", DesiredWeightsAndCapacities=wanted)
seen = sagemaker.describe_endpoint(EndpointName="live")
out["weights"] = {each["VariantName"]: each["CurrentWeight"] for each in seen["ProductionVariants"]}
out["pages"] = [each["EndpointName"] for page in sagemaker.get_paginator("list_endpoints").paginate() for each in page["Endpoints"]]
out["missing"] = refusal(sagemaker.describe_endpoint, EndpointName="lost")
out["malformed"] = refusal(sagemaker.create_endpoint, EndpointName="no_such", EndpointConfigName="first")
sagemaker.delete_endpoint(EndpointName="live")
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName="live", WaiterConfig={"Delay": 1, "MaxAttempts": 2})
print(json.dumps(out))
