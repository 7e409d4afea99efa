"""moto: a private server, and the reader's own AWS account out of reach."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import boto3
import pytest

from course import engines

from .conftest import in_another_process


def table(dynamodb: Any, name: str) -> None:
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def test_clients_and_resources_talk_to_the_private_server() -> None:
    aws = engines.aws()
    assert isinstance(aws, boto3.Session)
    dynamodb = aws.client("dynamodb")
    table(dynamodb, "orders")
    assert dynamodb.meta.endpoint_url == aws.url
    assert engines.aws().resource("dynamodb").Table("orders").table_status == "ACTIVE"
    assert aws.about.name == "moto"
    once = {"TableName": "orders", "Item": {"id": {"S": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}
    dynamodb.put_item(**once)
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.put_item(**once)


def test_another_process_has_another_server() -> None:
    sqs = engines.aws().client("sqs")
    sqs.create_queue(QueueName="mine")
    code = "from course import engines; print(engines.aws().client('sqs').list_queues().get('QueueUrls', []))"
    assert in_another_process(code) == "[]"


def test_nothing_of_the_readers_own_setup_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("[profile work]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "work")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "theirs")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    aws = engines.aws()
    assert aws.region_name == "us-east-1"
    assert aws.get_credentials().access_key == "course"
    assert aws.client("s3").list_buckets()["Buckets"] == []


def test_it_writes_nothing_into_the_notebook(capfd: pytest.CaptureFixture[str]) -> None:
    engines.aws().client("s3").list_buckets()
    assert capfd.readouterr() == ("", "")


def test_a_server_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    url = engines.aws().url
    monkeypatch.setitem(os.environ, "COURSE_AWS_URL", url)
    assert engines.aws().server is None
    assert engines.aws().url == url
