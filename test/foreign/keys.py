"""Keys and the judgement of policies through botocore, an independent client. Argument: the
endpoint. Prints one JSON document."""
import json
import sys

import botocore.session

session = botocore.session.get_session()
session.set_credentials("AKIAFOREIGN000000000", "foreign")


def client(service):
    return session.create_client(service, region_name="us-east-1", endpoint_url=sys.argv[1])


def refused(call, **arguments):
    try:
        call(**arguments)
    except Exception as error:  # botocore makes its exception classes at run time
        return [error.response["Error"]["Code"], type(error).__name__]
    return None


kms = client("kms")
key = kms.create_key(Description="foreign", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
kms.create_alias(AliasName="alias/foreign", TargetKeyId=key["KeyId"])
context = {"app": "x"}
sealed = kms.encrypt(KeyId="alias/foreign", Plaintext=b"secret", EncryptionContext=context)
opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=context)
data_key = kms.generate_data_key(KeyId=key["Arn"], KeySpec="AES_256")
kms.enable_key_rotation(KeyId=key["KeyId"])
grant = kms.create_grant(
    KeyId=key["KeyId"],
    GranteePrincipal="arn:aws:iam::000000000000:role/job",
    Operations=["Decrypt", "GenerateDataKey"],
)
listed = [page["Aliases"] for page in kms.get_paginator("list_aliases").paginate()]
grants = kms.list_grants(KeyId=key["KeyId"])["Grants"]
wrong_context = refused(kms.decrypt, CiphertextBlob=sealed["CiphertextBlob"])
kms.disable_key(KeyId=key["KeyId"])
disabled = refused(kms.encrypt, KeyId=key["KeyId"], Plaintext=b"x")
scheduled = kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
pending = refused(kms.enable_key, KeyId=key["KeyId"])

analyzer = client("accessanalyzer")
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
findings = analyzer.validate_policy(
    policyDocument=json.dumps(policy), policyType="IDENTITY_POLICY"
)["findings"]
narrow = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
widened = analyzer.check_no_new_access(
    newPolicyDocument=json.dumps(policy),
    existingPolicyDocument=json.dumps(narrow),
    policyType="IDENTITY_POLICY",
)
granted = analyzer.check_access_not_granted(
    policyDocument=json.dumps(narrow),
    access=[{"actions": ["iam:PassRole"]}],
    policyType="IDENTITY_POLICY",
)
everyone = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    ],
}
public = analyzer.check_no_public_access(
    policyDocument=json.dumps(everyone), resourceType="AWS::S3::Bucket"
)

print(
    json.dumps(
        {
            "plaintext": opened["Plaintext"].decode(),
            "sameKey": opened["KeyId"] == key["Arn"],
            "dataKeyBytes": len(data_key["Plaintext"]),
            "isRotated": kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"],
            "aliases": [alias["AliasName"] for page in listed for alias in page],
            "grants": [one["GrantId"] == grant["GrantId"] for one in grants],
            "wrongContext": wrong_context,
            "disabled": disabled,
            "state": scheduled["KeyState"],
            "deletionIsTime": hasattr(scheduled["DeletionDate"], "isoformat"),
            "pending": pending,
            "findings": [[one["findingType"], one["issueCode"]] for one in findings],
            "widened": [widened["result"], widened["reasons"][0]["statementIndex"]],
            "granted": granted["result"],
            "public": public["result"],
        }
    )
)
