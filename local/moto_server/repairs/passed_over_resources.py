"""Resources that moto's CloudFormation passes over, made through the APIs of the services: their parameters are the template's properties."""

from __future__ import annotations

import json
import os
from typing import Any, Callable

import boto3
from moto.core.common_models import CloudFormationModel

Properties = dict[str, Any]


def repair() -> None:
    for kind, create, delete in (
        ("AWS::CloudWatch::Alarm", _put_alarm, lambda name, _: _client("cloudwatch").delete_alarms(AlarmNames=[name])),
        ("AWS::SNS::Subscription", _subscribe, lambda arn, _: _client("sns").unsubscribe(SubscriptionArn=arn)),
        ("AWS::SNS::TopicPolicy", _put_topic_policies, None),
        ("AWS::SQS::QueuePolicy", _put_queue_policies, None),
        ("AWS::S3::BucketPolicy", lambda name, _: name, None),
        ("AWS::Scheduler::Schedule", _put_schedule, lambda name, _: _client("scheduler").delete_schedule(Name=name)),
        ("AWS::Lambda::EventInvokeConfig", _put_invoke_config, None),
    ):
        _add_model(kind, create, delete)


def _client(service: str) -> Any:
    """Of this very server, which may be a fork."""
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=f"http://localhost:{os.environ['MOTO_PORT']}",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def _put_alarm(_name: str, properties: Properties) -> str:
    _client("cloudwatch").put_metric_alarm(**properties)
    return str(properties["AlarmName"])


def _subscribe(_name: str, properties: Properties) -> str:
    policy = properties.get("FilterPolicy")
    attributes = {"FilterPolicy": json.dumps(policy)} if policy else {}
    answer = _client("sns").subscribe(
        TopicArn=properties["TopicArn"],
        Protocol=properties["Protocol"],
        Endpoint=properties["Endpoint"],
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )
    return str(answer["SubscriptionArn"])


def _put_topic_policies(name: str, properties: Properties) -> str:
    for topic in properties["Topics"]:
        _client("sns").set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(properties["PolicyDocument"])
        )
    return name


def _put_queue_policies(name: str, properties: Properties) -> str:
    for queue in properties["Queues"]:
        _client("sqs").set_queue_attributes(
            QueueUrl=queue, Attributes={"Policy": json.dumps(properties["PolicyDocument"])}
        )
    return name


def _put_schedule(name: str, properties: Properties) -> str:
    name = name[:64]
    _client("scheduler").create_schedule(**{"Name": name, **properties})
    return name


def _put_invoke_config(name: str, properties: Properties) -> str:
    given = {key: value for key, value in properties.items() if key != "Qualifier"}
    _client("lambda").put_function_event_invoke_config(**given)
    return name


def _add_model(
    kind: str,
    create: Callable[[str, Properties], str],
    delete: Callable[[str, Properties], Any] | None,
) -> None:
    """moto finds the kinds of resources among the direct subclasses of one class."""

    class Resource(CloudFormationModel):
        def __init__(self, physical_id: str, properties: Properties) -> None:
            self.physical_resource_id = physical_id
            self._properties = properties

        @staticmethod
        def cloudformation_name_type() -> str:
            return ""

        @staticmethod
        def cloudformation_type() -> str:
            return kind

        @classmethod
        def has_cfn_attr(cls, attr: str) -> bool:
            return attr == "Arn"

        def get_cfn_attribute(self, _attribute: str) -> str:
            return self.physical_resource_id

        @classmethod
        def create_from_cloudformation_json(cls, resource_name: str, cloudformation_json: Any, *_: Any, **__: Any) -> Any:
            properties = cloudformation_json.get("Properties", {})
            return cls(create(resource_name, properties), properties)

        @classmethod
        def update_from_cloudformation_json(
            cls, original_resource: Any, new_resource_name: str, cloudformation_json: Any, *_: Any, **__: Any
        ) -> Any:
            original_resource.delete("", "")
            return cls.create_from_cloudformation_json(new_resource_name, cloudformation_json)

        def delete(self, _account_id: str, _region_name: str) -> None:
            if delete:
                delete(self.physical_resource_id, self._properties)

    Resource.__name__ = kind.replace("::", "")
    _KEPT.append(Resource)


_KEPT: list[type[CloudFormationModel]] = []
"""Subclasses are known as long as somebody holds them."""
