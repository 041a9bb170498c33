"""The main job through botocore, an independent client: bucket, object, role, customization job,
wait, model, throughput, deployment, converse. Argument: the endpoint. Prints one JSON document."""
import json
import sys
import time

import botocore.session

endpoint = sys.argv[1]
session = botocore.session.get_session()
session.set_credentials("AKIAFOREIGN000000000", "foreign")


def client(service):
    return session.create_client(service, region_name="us-east-1", endpoint_url=endpoint)


def wait(read, done):
    for _ in range(100):
        seen = read()
        if done(seen):
            return seen
        time.sleep(0.1)
    raise SystemExit("waited in vain")


def refused(call, **arguments):
    try:
        call(**arguments)
    except Exception as error:  # botocore makes its exception classes at run time
        return error.response["Error"]["Code"]
    return None


account = client("sts").get_caller_identity()["Account"]
s3, iam, bedrock, runtime = client("s3"), client("iam"), client("bedrock"), client("bedrock-runtime")

s3.create_bucket(Bucket="foreign-data")
records = [
    {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": f"amount={'high' if i % 2 else 'low'}; n={i}"}]},
            {"role": "assistant", "content": [{"text": "fraud" if i % 2 else "legitimate"}]},
        ],
    }
    for i in range(200)
]
body = "\n".join(json.dumps(record) for record in records).encode()
etag = s3.put_object(Bucket="foreign-data", Key="in/train.jsonl", Body=body)["ETag"]
back = s3.get_object(Bucket="foreign-data", Key="in/train.jsonl")["Body"].read()

trust = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "bedrock.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": account}},
        }
    ],
}
rights = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
            "Resource": ["arn:aws:s3:::foreign-data", "arn:aws:s3:::foreign-data/*"],
        }
    ],
}
role = iam.create_role(RoleName="foreign", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
iam.put_role_policy(RoleName="foreign", PolicyName="data", PolicyDocument=json.dumps(rights))

job = dict(
    jobName="foreign-1",
    customModelName="foreign-model",
    roleArn=role,
    baseModelIdentifier="amazon.nova-micro-v1:0:128k",
    trainingDataConfig={"s3Uri": "s3://foreign-data/in/train.jsonl"},
    outputDataConfig={"s3Uri": "s3://foreign-data/out/"},
    hyperParameters={"epochCount": "2"},
    clientRequestToken="foreign-token-1",
)
arn = bedrock.create_model_customization_job(**job)["jobArn"]
again = bedrock.create_model_customization_job(**job)["jobArn"]
conflict = refused(bedrock.create_model_customization_job, **{**job, "clientRequestToken": "other-token"})
over = wait(
    lambda: bedrock.get_model_customization_job(jobIdentifier=arn),
    lambda seen: seen["status"] != "InProgress",
)
model = bedrock.get_custom_model(modelIdentifier="foreign-model")
purchase = refused(
    bedrock.create_provisioned_model_throughput,
    modelUnits=1,
    provisionedModelName="foreign-pt",
    modelId=model["modelArn"],
)
deployment = bedrock.create_custom_model_deployment(
    modelDeploymentName="foreign-deployment", modelArn=model["modelArn"]
)["customModelDeploymentArn"]
wait(
    lambda: bedrock.get_custom_model_deployment(customModelDeploymentIdentifier=deployment),
    lambda seen: seen["status"] == "Active",
)


def ask(text):
    return runtime.converse(
        modelId=deployment, messages=[{"role": "user", "content": [{"text": text}]}]
    )["output"]["message"]["content"][0]["text"]


stream = runtime.converse_stream(
    modelId=deployment,
    messages=[{"role": "user", "content": [{"text": "amount=high; n=999"}]}],
)["stream"]
streamed = "".join(
    event["contentBlockDelta"]["delta"]["text"] for event in stream if "contentBlockDelta" in event
)
print(
    json.dumps(
        {
            "account": account,
            "sameBytes": back == body,
            "etag": etag,
            "sameJob": arn == again,
            "conflict": conflict,
            "status": over["status"],
            "trainingLoss": model["trainingMetrics"]["trainingLoss"],
            "artefacts": sorted(
                entry["Key"].split("/")[-1]
                for entry in s3.list_objects_v2(Bucket="foreign-data", Prefix="out/")["Contents"]
            ),
            "purchaseRefused": purchase,
            "high": ask("amount=high; n=1001"),
            "low": ask("amount=low; n=1002"),
            "streamed": streamed,
            "badName": refused(bedrock.create_model_customization_job, **{**job, "jobName": "bad_name"}),
        }
    )
)
