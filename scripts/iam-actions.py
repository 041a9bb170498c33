"""Writes the IAM actions that the sandbox's Access Analyzer knows, out of botocore's API models.

Usage: python scripts/iam-actions.py src/sandbox/accessanalyzer/actions.json

An operation's name is its action's name but for the exceptions below, which are those of the
Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/).
"""

import json
import sys

import botocore
import botocore.session

# IAM prefix -> API models whose operations it covers.
SERVICES = {
    'access-analyzer': ['accessanalyzer'],
    'application-autoscaling': ['application-autoscaling'],
    'bedrock': ['bedrock', 'bedrock-runtime'],
    'ce': ['ce'],
    'cloudtrail': ['cloudtrail'],
    'cloudwatch': ['cloudwatch'],
    'codebuild': ['codebuild'],
    'ec2': ['ec2'],
    'ecr': ['ecr'],
    'events': ['events'],
    'iam': ['iam'],
    'kms': ['kms'],
    'logs': ['logs'],
    's3': ['s3'],
    'sagemaker': ['sagemaker', 'sagemaker-runtime', 'sagemaker-metrics'],
    'servicequotas': ['service-quotas'],
    'sns': ['sns'],
    'sqs': ['sqs'],
    'states': ['stepfunctions'],
    'sts': ['sts'],
    'tag': ['resourcegroupstaggingapi'],
}

# Operations that are authorized by an action of another name.
NOT_ACTIONS = {
    'bedrock': ['Converse', 'ConverseStream', 'ApplyGuardrail'],
    's3': [
        'CompleteMultipartUpload', 'CopyObject', 'CreateMultipartUpload', 'DeleteBucketCors',
        'DeleteBucketEncryption', 'DeleteBucketLifecycle', 'DeleteBucketReplication',
        'DeleteBucketTagging', 'DeleteObjects', 'DeletePublicAccessBlock', 'GetBucketCors',
        'GetBucketEncryption', 'GetBucketLifecycle', 'GetBucketLifecycleConfiguration',
        'GetBucketNotificationConfiguration', 'GetBucketReplication', 'GetObjectLockConfiguration',
        'GetPublicAccessBlock', 'HeadBucket', 'HeadObject', 'ListBuckets', 'ListMultipartUploads',
        'ListObjectVersions', 'ListObjects', 'ListObjectsV2', 'ListParts', 'PutBucketCors',
        'PutBucketEncryption', 'PutBucketLifecycle', 'PutBucketLifecycleConfiguration',
        'PutBucketNotificationConfiguration', 'PutBucketReplication', 'PutObjectLockConfiguration',
        'PutPublicAccessBlock', 'SelectObjectContent', 'UploadPart', 'UploadPartCopy',
    ],
    'sagemaker': ['InvokeEndpointWithResponseStream', 'BatchPutMetrics'],
    'sqs': ['ChangeMessageVisibilityBatch', 'DeleteMessageBatch', 'SendMessageBatch'],
}

# Actions that no operation is called after.
MORE_ACTIONS = {
    'bedrock': [
        'ApplyGuardrail', 'AssociateThirdPartyKnowledgeBase', 'CallWithBearerToken',
        'InvokeModel', 'InvokeModelWithResponseStream',
    ],
    'cloudtrail': [],
    'iam': ['PassRole'],
    'kms': ['ReEncryptFrom', 'ReEncryptTo'],
    's3': [
        'BypassGovernanceRetention', 'DeleteObjectVersion', 'GetAccountPublicAccessBlock',
        'GetBucketCORS', 'GetBucketNotification', 'GetBucketObjectLockConfiguration',
        'GetBucketPublicAccessBlock', 'GetEncryptionConfiguration', 'GetLifecycleConfiguration',
        'GetObjectVersion', 'GetObjectVersionAcl', 'GetObjectVersionTagging',
        'GetReplicationConfiguration', 'ListAllMyBuckets', 'ListBucket',
        'ListBucketMultipartUploads', 'ListBucketVersions', 'ListMultipartUploadParts',
        'PutAccountPublicAccessBlock', 'PutBucketCORS', 'PutBucketNotification',
        'PutBucketObjectLockConfiguration', 'PutBucketPublicAccessBlock',
        'PutEncryptionConfiguration', 'PutLifecycleConfiguration', 'PutObjectVersionAcl',
        'PutReplicationConfiguration', 'ReplicateDelete', 'ReplicateObject',
    ],
    'sagemaker': ['BatchPutMetrics'],
    'states': ['InvokeHTTPEndpoint'],
    'sts': ['SetSourceIdentity', 'TagSession'],
    'ecr': ['BatchImportUpstreamImage', 'ReplicateImage'],
}

# Prefixes of services that botocore does not know under these names.
MORE_PREFIXES = ['aws-portal', 'ec2messages', 's3-object-lambda', 's3-outposts', 's3express', 'ssmmessages']


def main() -> None:
    session = botocore.session.get_session()
    actions = {}
    for prefix, models in SERVICES.items():
        names = {
            name
            for model in models
            for name in session.get_service_model(model).operation_names
        }
        names -= set(NOT_ACTIONS.get(prefix, []))
        names |= set(MORE_ACTIONS.get(prefix, []))
        actions[prefix] = ' '.join(sorted(names))
    prefixes = set()
    for service in session.get_available_services():
        model = session.get_service_model(service)
        prefixes |= {model.signing_name, model.endpoint_prefix}
    document = {
        'source': f'botocore {botocore.__version__}, by scripts/iam-actions.py',
        'prefixes': ' '.join(sorted(prefixes | set(SERVICES) | set(MORE_PREFIXES))),
        'actions': actions,
    }
    with open(sys.argv[1], 'w') as file:
        json.dump(document, file, indent=2)
        file.write('\n')


main()
