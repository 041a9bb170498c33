"""Drives the sandbox at argv[1] with botocore, which parses answers strictly; prints one JSON object."""
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


def code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


out = {"arn": client("sts").get_caller_identity()["Arn"]}

s3 = client("s3")
s3.create_bucket(Bucket="boto-bucket")
named = {"Bucket": "boto-bucket", "Key": "a b/ü+.txt"}
s3.put_object(**named, Body=b"hello")
out["body"] = s3.get_object(**named)["Body"].read().decode()
out["keys"] = [each["Key"] for each in s3.list_objects_v2(Bucket="boto-bucket")["Contents"]]
upload = s3.create_multipart_upload(**named)["UploadId"]
parts = []
for number, size in ((1, 5 * 1024 * 1024), (2, 1024 * 1024)):
    part = s3.upload_part(**named, UploadId=upload, PartNumber=number, Body=b"x" * size)
    parts.append({"PartNumber": number, **{k: part[k] for k in ("ETag", "ChecksumCRC32") if k in part}})
s3.complete_multipart_upload(**named, UploadId=upload, MultipartUpload={"Parts": parts})
out["parts"] = s3.head_object(**named)["ContentLength"]
out["region"] = s3.head_bucket(Bucket="boto-bucket")["BucketRegion"]
out["missing"] = code(s3.head_bucket, Bucket="no-such-bucket")
out["unknown"] = code(s3.get_bucket_website, Bucket="boto-bucket")

iam = client("iam")
principal = {"Service": "bedrock.amazonaws.com"}
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
role = iam.create_role(RoleName="tuner", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
out["trust"] = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"]
iam.attach_role_policy(RoleName="tuner", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
simulated = iam.simulate_principal_policy(PolicySourceArn=role["Arn"], ActionNames=["s3:GetObject"])
out["decision"] = simulated["EvaluationResults"][0]["EvalDecision"]
out["malformed"] = code(iam.create_role, RoleName="b", AssumeRolePolicyDocument="{}")

quota = client("service-quotas").get_service_quota(ServiceCode="bedrock", QuotaCode="L-BE77399C")
out["quota"] = quota["Quota"]["Value"]
out["job"] = code(
    client("bedrock").create_model_customization_job,
    jobName="bad_name",
    customModelName="m",
    roleArn=role["Arn"],
    baseModelIdentifier="amazon.nova-micro-v1:0:128k",
    trainingDataConfig={"s3Uri": "s3://boto-bucket/train.jsonl"},
    outputDataConfig={"s3Uri": "s3://boto-bucket/out"},
)

runtime = client("bedrock-runtime")
ask = {"modelId": "us.amazon.nova-micro-v1:0", "messages": [{"role": "user", "content": [{"text": "hi"}]}]}
out["stop"] = runtime.converse(**ask)["stopReason"]
kinds = [next(iter(event)) for event in runtime.converse_stream(**ask)["stream"]]
out["events"] = [kind for kind in kinds if not kind.startswith("contentBlock")]
print(json.dumps(out))
