"""Resources that moto's CloudFormation passes over, made through the APIs of the services, in the account and the Region of the stack: their
parameters are the template's properties."""

from __future__ import annotations

import json
from typing import Any, Callable, Optional

from moto.core.common_models import CloudFormationModel

from ..places import Place

Properties = dict[str, Any]


def repair() -> None:
    for kind, create, delete in (
        ("AWS::CloudWatch::Alarm", _put_alarm, lambda at, name, _: at.client("cloudwatch").delete_alarms(AlarmNames=[name])),
        ("AWS::SNS::Subscription", _subscribe, lambda at, arn, _: at.client("sns").unsubscribe(SubscriptionArn=arn)),
        ("AWS::SNS::TopicPolicy", _put_topic_policies, None),
        ("AWS::SQS::QueuePolicy", _put_queue_policies, None),
        ("AWS::S3::BucketPolicy", lambda _at, name, _: name, None),
        ("AWS::Scheduler::Schedule", _put_schedule, lambda at, name, _: at.client("scheduler").delete_schedule(Name=name)),
        ("AWS::Lambda::EventInvokeConfig", _put_invoke_config, None),
    ):
        add_model(kind, create, delete)


def _put_alarm(at: Place, _name: str, properties: Properties) -> str:
    at.client("cloudwatch").put_metric_alarm(**properties)
    return str(properties["AlarmName"])


def _subscribe(at: Place, _name: str, properties: Properties) -> str:
    policy = properties.get("FilterPolicy")
    attributes = {"FilterPolicy": json.dumps(policy)} if policy else {}
    answer = at.client("sns").subscribe(
        TopicArn=properties["TopicArn"],
        Protocol=properties["Protocol"],
        Endpoint=properties["Endpoint"],
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )
    return str(answer["SubscriptionArn"])


def _put_topic_policies(at: Place, name: str, properties: Properties) -> str:
    for topic in properties["Topics"]:
        at.client("sns").set_topic_attributes(
            TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(properties["PolicyDocument"])
        )
    return name


def _put_queue_policies(at: Place, name: str, properties: Properties) -> str:
    for queue in properties["Queues"]:
        at.client("sqs").set_queue_attributes(
            QueueUrl=queue, Attributes={"Policy": json.dumps(properties["PolicyDocument"])}
        )
    return name


def _put_schedule(at: Place, name: str, properties: Properties) -> str:
    named = {"Name": name[:64], **properties}
    at.client("scheduler").create_schedule(**named)
    return str(named["Name"])


def _put_invoke_config(at: Place, name: str, properties: Properties) -> str:
    # moto keeps one for each function.
    given = {key: value for key, value in properties.items() if key != "Qualifier"}
    at.client("lambda").put_function_event_invoke_config(**given)
    return name


def add_model(
    kind: str,
    create: Callable[[Place, str, Properties], str],
    delete: Optional[Callable[[Place, str, Properties], Any]],
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
        def create_from_cloudformation_json(
            cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **__: Any
        ) -> Any:
            properties = cloudformation_json.get("Properties", {})
            return cls(create(Place(account_id, region_name), resource_name, properties), properties)

        @classmethod
        def update_from_cloudformation_json(
            cls, original_resource: Any, new_resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
        ) -> Any:
            original_resource.delete(account_id, region_name)
            return cls.create_from_cloudformation_json(new_resource_name, cloudformation_json, account_id, region_name)

        def delete(self, account_id: str, region_name: str) -> None:
            if delete:
                delete(Place(account_id, region_name), self.physical_resource_id, self._properties)

    Resource.__name__ = kind.replace("::", "")
    _KEPT.append(Resource)


_KEPT: list[type[CloudFormationModel]] = []
"""Subclasses are known as long as somebody holds them."""
