"""The catalogue is complete, its page is fresh, and what is out of reach still is."""

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from support import raw
from support.callers import CONFIG, REGION

from .catalogue import ROWS, SCENARIOS, scenarios_of
from .page import PAGE, page
from .play import Line

NUMBERS = range(1, 35)


def test_every_row_is_played_or_says_why_not():
    assert [row.number for row in ROWS] == list(NUMBERS)
    missing = [row.number for row in ROWS if not scenarios_of(row) and not row.out_of_reach]
    assert missing == []


def test_every_scenario_belongs_to_a_row_and_has_a_name_of_its_own():
    assert {each.row for each in SCENARIOS} <= set(NUMBERS)
    names = [each.place for each in SCENARIOS]
    assert len(names) == len(set(names))
    titles = [(each.row, each.title) for each in SCENARIOS]
    assert len(titles) == len(set(titles))
    assert all(Line.TRANSITIVE in each.outcomes for each in SCENARIOS)


def test_the_page_is_fresh():
    assert PAGE.read_text() == page(), "run `python -m escapes.page` in clients/"


UNSERVED = sorted({needed for row in ROWS for needed in row.unserved})


@pytest.mark.parametrize(("service", "operation"), UNSERVED)
def test_what_is_out_of_reach_is_not_served_by_now(root, service, operation):
    """The day one of these is answered, its row of the catalogue has to be played."""
    if service in raw.VERSIONS:
        answer = raw.call(root, {"Action": operation}, service)
        assert (answer.status, answer.code) == (400, "InvalidAction"), answer.body
        return
    credentials = root.credentials
    client = boto3.Session(region_name=REGION).client(
        service,
        endpoint_url=root.endpoint,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        config=CONFIG.merge(Config(parameter_validation=False)),
    )
    with pytest.raises(ClientError) as caught:
        getattr(client, xform_name(operation))()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
