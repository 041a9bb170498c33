"""Asks a service to judge policies: each case makes a user with one key and its policies, perhaps a
role it assumes and a bucket policy, and tries GetObject. Arguments: the endpoint; a file of cases.
Prints the outcome of each case by name. moto is told when to enforce; others always do."""
import json
import sys
import urllib.error
import urllib.request

import botocore.session
from botocore.config import Config

endpoint, path = sys.argv[1:3]
session = botocore.session.get_session()
CONFIG = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})


def client(service, key="AKIAADMIN00000000000", secret="admin", token=None):
    return session.create_client(
        service,
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=CONFIG,
    )


def enforce_after(calls):
    request = urllib.request.Request(
        f"{endpoint}/moto-api/reset-auth",
        data=str(calls).encode(),
        headers={"Content-Type": "text/plain"},
        method="POST",
    )
    try:
        urllib.request.urlopen(request).read()
    except urllib.error.HTTPError:
        pass  # Only moto has this door.


def outcome(call):
    try:
        call()
        return "allowed"
    except Exception as error:  # botocore makes its exception classes at run time
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return "denied" if status == 403 else error.response["Error"]["Code"]


def judge(name, case):
    enforce_after(1000000)
    iam, s3 = client("iam"), client("s3")
    iam.create_user(UserName=name)
    for number, policy in enumerate(case["policies"]):
        iam.put_user_policy(
            UserName=name, PolicyName=f"p{number}", PolicyDocument=json.dumps(policy)
        )
    bucket = f"judged-{name}"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    if "bucket" in case:
        s3.delete_public_access_block(Bucket=bucket)
        document = json.dumps(case["bucket"]).replace("BUCKET", bucket)
        s3.put_bucket_policy(Bucket=bucket, Policy=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    access = [key["AccessKeyId"], key["SecretAccessKey"]]
    if "role" in case:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
            ],
        }
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(
            RoleName=name, PolicyName="p", PolicyDocument=json.dumps(case["role"])
        )
        session_of = client("sts").assume_role(
            RoleArn=role["Role"]["Arn"], RoleSessionName="judged"
        )["Credentials"]
        access = [session_of[m] for m in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
    enforce_after(0)
    return outcome(lambda: client("s3", *access).get_object(Bucket=bucket, Key="k"))


cases = json.load(open(path))
print(json.dumps({name: judge(name, case) for name, case in cases.items()}))
