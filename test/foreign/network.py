"""Makes a private network, a trail and a notebook instance with botocore at the endpoint that it is given."""

import json
import sys

import botocore.session
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
session = botocore.session.Session()
session.set_credentials("foreign", "foreign")


def client(service, region="us-east-1"):
    return session.create_client(service, region_name=region, endpoint_url=ENDPOINT)


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return ["none", 200]


ec2 = client("ec2")
tags = [{"ResourceType": "vpc", "Tags": [{"Key": "team", "Value": "ml"}]}]
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
subnets = [
    ec2.create_subnet(VpcId=vpc, AvailabilityZone=f"us-east-1{zone}", CidrBlock=f"10.0.{at}.0/24")["Subnet"]["SubnetId"]
    for at, zone in enumerate("ab")
]
group = ec2.create_security_group(GroupName="jobs", Description="jobs", VpcId=vpc)["GroupId"]
ec2.authorize_security_group_ingress(
    GroupId=group,
    IpPermissions=[
        {
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
            "IpRanges": [{"CidrIp": "10.0.0.0/16"}, {"CidrIp": "10.1.0.0/16", "Description": "peer"}],
            "UserIdGroupPairs": [{"GroupId": group}],
        }
    ],
)
[shown] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
for subnet in subnets:
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
interface = ec2.create_vpc_endpoint(
    VpcId=vpc,
    VpcEndpointType="Interface",
    ServiceName="com.amazonaws.us-east-1.sagemaker.runtime",
    SubnetIds=subnets,
    SecurityGroupIds=[group],
)["VpcEndpoint"]
ec2.get_waiter("vpc_available").wait(VpcIds=[vpc])
pages = ec2.get_paginator("describe_subnets").paginate(PaginationConfig={"PageSize": 5, "MaxItems": 50})
tagged = ec2.describe_vpcs(Filters=[{"Name": "tag:team", "Values": ["ml"]}])["Vpcs"]
routes = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": subnets}])

s3 = client("s3")
s3.create_bucket(Bucket="acme-trail")
policy = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": action, "Resource": where}
        for action, where in [
            ("s3:GetBucketAcl", "arn:aws:s3:::acme-trail"),
            ("s3:PutObject", "arn:aws:s3:::acme-trail/*"),
        ]
    ],
}
s3.put_bucket_policy(Bucket="acme-trail", Policy=json.dumps(policy))
trails = client("cloudtrail")
trails.create_trail(Name="all", S3BucketName="acme-trail", IsMultiRegionTrail=True)
trails.start_logging(Name="all")
away = client("cloudtrail", "eu-west-1").describe_trails()["trailList"]
events = trails.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateVpc"}])

iam = client("iam")
trust = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
role = iam.create_role(RoleName="notes", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
sagemaker = client("sagemaker")
sagemaker.create_notebook_instance(
    NotebookInstanceName="notes",
    InstanceType="ml.t3.medium",
    RoleArn=role,
    SubnetId=subnets[0],
    SecurityGroupIds=[group],
    DirectInternetAccess="Disabled",
)
notebook = sagemaker.describe_notebook_instance(NotebookInstanceName="notes")
busy = code_of(sagemaker.delete_notebook_instance, NotebookInstanceName="notes")
sagemaker.stop_notebook_instance(NotebookInstanceName="notes")
sagemaker.get_waiter("notebook_instance_stopped").wait(NotebookInstanceName="notes", WaiterConfig={"Delay": 1})
sagemaker.delete_notebook_instance(NotebookInstanceName="notes")

bedrock = client("bedrock")
print(
    json.dumps(
        {
            "ranges": [item["CidrIp"] for item in shown["IpPermissions"][0]["IpRanges"]],
            "note": shown["IpPermissions"][0]["IpRanges"][1]["Description"],
            "itself": shown["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == group,
            "interfaces": len(interface["NetworkInterfaceIds"]),
            "pages": [len(page["Subnets"]) for page in pages],
            "tagged": [item["CidrBlock"] for item in tagged],
            "routes": sorted(item["GatewayId"][:4] for item in routes["RouteTables"][0]["Routes"]),
            "zones": [zone["ZoneId"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]],
            "services": ec2.describe_vpc_endpoint_services(
                Filters=[{"Name": "service-type", "Values": ["Gateway"]}]
            )["ServiceNames"],
            "absent": code_of(ec2.describe_subnets, SubnetIds=["subnet-0dead"]),
            "dry": code_of(ec2.describe_vpcs, DryRun=True),
            "inUse": code_of(ec2.delete_vpc, VpcId=vpc),
            "away": [[trail["Name"], trail["HomeRegion"]] for trail in away],
            "isLogging": trails.get_trail_status(Name="all")["IsLogging"],
            "events": [json.loads(event["CloudTrailEvent"])["eventSource"] for event in events["Events"]],
            "notebook": [notebook["NotebookInstanceStatus"], notebook["SecurityGroups"] == [group]],
            "busy": busy,
            "noNotebook": code_of(sagemaker.describe_notebook_instance, NotebookInstanceName="notes"),
            "logging": "loggingConfig" in bedrock.get_model_invocation_logging_configuration(),
        }
    )
)
