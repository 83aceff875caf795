"""A real S3 server on this machine, and a bucket in it."""

from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "clinic-photos"
ACCOUNT = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@contextmanager
def s3_server():
    """Within, one runs. Gives its address."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def made(server):
    """A client of the server at that address, in which BUCKET has been made."""
    keys = {name.lower(): value for name, value in ACCOUNT.items()}
    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1", **keys)
    client.create_bucket(Bucket=BUCKET)
    return client


def storage(server, *, bucket=BUCKET, folder="site"):
    """MEDIA_STORAGE for that folder of a bucket there."""
    return f"s3://{bucket}/{folder}?endpoint={server}&region=us-east-1"


def contents(client, folder=""):
    """{key: bytes} of what lies below `folder` in BUCKET."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=folder)
    keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
    return {key: client.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}
