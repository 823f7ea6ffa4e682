"""Who takes part in the attempts: two lines, an administrator's principals, and nobody harmed."""

import pytest
from support.expect import INHERITED_DENY, denied
from support.people import FENCED_ACTION, fresh, make_developer, make_fence, make_role, make_user
from support.policies import user_arn


@pytest.fixture(scope="module")
def fence(root):
    """A transitive boundary that forbids one harmless reading action and nothing else."""
    return make_fence(root)


@pytest.fixture(scope="module")
def dev(root, fence):
    """The attacker: an administrator but for the fence."""
    return make_developer(root, fence)


@pytest.fixture(scope="module")
def innocent(root):
    """The developer of another line, under another boundary."""
    return make_developer(root, make_fence(root), fresh("innocent"))


@pytest.fixture(scope="module")
def outside_role(root):
    return make_role(root, fresh("outside-role"))


@pytest.fixture(scope="module")
def outside_user(root):
    return make_user(root, fresh("outside-user"))


@pytest.fixture
def is_fenced(root, outside_user):
    """Asserts that a caller has gained nothing."""

    def check(caller, reason=INHERITED_DENY):
        with denied(caller, FENCED_ACTION, user_arn(root.account, outside_user), reason):
            caller.iam.list_user_tags(UserName=outside_user)

    return check
