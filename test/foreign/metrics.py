"""Metrics and alarms through botocore, an independent client, in a protocol of one's choice.
Arguments: the endpoint; json or query, which older AWS CLIs speak; where the fixed clock of the
sandbox stands. Prints one JSON document."""
import datetime
import json
import sys

import botocore.session

endpoint, protocol, now = sys.argv[1:4]
session = botocore.session.get_session()
session.set_credentials("AKIAFOREIGN000000000", "foreign")
loader = session.get_component("data_loader")
published = loader.load_service_model


def in_protocol(service, kind, api_version=None):
    model = published(service, kind, api_version)
    if service == "cloudwatch" and kind == "service-2":
        model["metadata"]["protocol"] = protocol
        model["metadata"]["protocols"] = [protocol]
    return model


loader.load_service_model = in_protocol
client = session.create_client("cloudwatch", region_name="us-east-1", endpoint_url=endpoint)
noon = datetime.datetime.fromisoformat(now)


def refused(call, **arguments):
    try:
        call(**arguments)
    except Exception as error:  # botocore makes its exception classes at run time
        return [error.response["Error"]["Code"], type(error).__name__]
    return None


client.put_metric_data(
    Namespace="Custom",
    MetricData=[
        {"MetricName": "Load", "Timestamp": noon, "Values": [0.0, 1.0], "Counts": [98.0, 2.0]},
        {
            "MetricName": "Load",
            "Dimensions": [{"Name": "Host", "Value": "<a&b>"}],
            "Timestamp": noon,
            "Value": 7,
            "Unit": "Seconds",
        },
    ],
)
span = {"StartTime": noon, "EndTime": noon + datetime.timedelta(minutes=5)}
metric = {"Namespace": "Custom", "MetricName": "Load"}
data = client.get_metric_data(
    MetricDataQueries=[
        {"Id": "rate", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Average"}},
        {"Id": "twice", "Expression": "rate * 2"},
    ],
    **span,
)
statistics = client.get_metric_statistics(
    **metric,
    Dimensions=[{"Name": "Host", "Value": "<a&b>"}],
    Period=60,
    Statistics=["Maximum"],
    **span,
)
client.put_metric_alarm(
    AlarmName="high",
    **metric,
    Statistic="Average",
    Period=60,
    EvaluationPeriods=1,
    Threshold=0.5,
    ComparisonOperator="GreaterThanThreshold",
)
client.set_alarm_state(AlarmName="high", StateValue="ALARM", StateReason="drill")
alarm = client.describe_alarms(AlarmNames=["high"])["MetricAlarms"][0]
print(
    json.dumps(
        {
            "protocol": client.meta.service_model.resolved_protocol,
            "values": {each["Id"]: each["Values"] for each in data["MetricDataResults"]},
            "times": [time.isoformat() for time in data["MetricDataResults"][0]["Timestamps"]],
            "maximum": statistics["Datapoints"][0]["Maximum"],
            "unit": statistics["Datapoints"][0]["Unit"],
            "listed": len(client.list_metrics(Namespace="Custom")["Metrics"]),
            "state": alarm["StateValue"],
            "threshold": alarm["Threshold"],
            "history": len(client.describe_alarm_history(AlarmName="high")["AlarmHistoryItems"]),
            "unknown": refused(
                client.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="r"
            ),
            "badValue": refused(client.put_metric_data, Namespace="AWS/X", MetricData=[]),
            "badQuery": refused(client.get_metric_data, MetricDataQueries=[], **span),
        }
    )
)
