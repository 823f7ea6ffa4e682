"""Writes docs/escapes.md from the catalogue: `python -m escapes.page`, in clients/."""

from support.binary import REPOSITORY

from .catalogue import ROWS, SCENARIOS, scenarios_of
from .outcomes import is_open
from .play import Line, Root
from .rows import Row

PAGE = REPOSITORY / "docs" / "escapes.md"

HEAD = """# The escape catalogue

Ways out of a permissions boundary: what AWS says of each, and what comes of it here. This page is written by
`clients/escapes/page.py` from the scenarios in `clients/escapes/scenarios`, which stock clients (boto3, awscli) play against the real server; a
test keeps it fresh, another fails when a row is neither played nor said to be out of reach.

The same steps are taken by three developers with AdministratorAccess, who differ in how the administrator has bounded them:

- **boundary**: an ordinary permissions boundary;
- **by hand**: one that also denies, as [an article proposes]({article}), to create
  principals without it and to change or remove the boundary of a role;
- **Entail**: the ordinary one, set as a [transitive boundary](transitive-boundaries.md).

All three boundaries forbid one harmless reading action. Whoever does it in the end has *escaped*; *done* is a write that goes through, to the harm of others or
as a step of an escape. Where no boundary is transitive, Entail decides as AWS does, so that the first two columns show on a running server what the way out is
worth on AWS. Rules are named as in [containment.md](containment.md).

{counts}

"""
ARTICLE = (
    "https://dev.to/shu85t/"
    "using-permission-boundaries-for-iam-role-creation-in-aws-organizations-management-account-2j0d"
)
SHORT = {Line.PLAIN: "boundary", Line.BY_HAND: "by hand", Line.TRANSITIVE: "Entail"}


def page() -> str:
    parts = [HEAD.format(article=ARTICLE, counts=counts()), overview(), "\n## Row by row\n"]
    parts += [section(row) for row in ROWS]
    return "".join(parts)


def counts() -> str:
    played = [row for row in ROWS if scenarios_of(row)]
    succeed = {
        line: [each for each in SCENARIOS if line in each.outcomes and is_open(each.outcomes[line])]
        for line in Line
    }
    on_aws = sum(Line.BY_HAND in each.outcomes for each in SCENARIOS)
    from_roles = sum(Root.ROLE in each.roots for each in SCENARIOS)
    left = [f"row {each.row}, \"{each.title}\"" for each in succeed[Line.TRANSITIVE]]
    return (
        f"{len(played)} of {len(ROWS)} rows are played, in {len(SCENARIOS)} scenarios. {on_aws} of "
        f"these mean something on AWS: {len(succeed[Line.PLAIN])} succeed under an ordinary "
        f"boundary, {len(succeed[Line.BY_HAND])} under the one by hand.\n"
        f"Under Entail's there is left: {'; '.join(left) or 'none'}.\n"
        f"{from_roles} are played again where the boundary is on a role, and come to the same."
    )


def overview() -> str:
    lines = ["| row | the attempt | boundary | by hand | Entail | rules |\n"]
    lines.append("|---|---|---|---|---|---|\n")
    for row in ROWS:
        verdicts = [verdict(row, line) for line in Line]
        rules = dict.fromkeys(rule for each in scenarios_of(row) for rule in each.rule.split("; "))
        cells = [str(row.number), row.title, *verdicts, "; ".join(rules)]
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


def verdict(row: Row, line: Line) -> str:
    """How many of a row's scenarios succeed in a line."""
    played = [each.outcomes[line] for each in scenarios_of(row) if line in each.outcomes]
    if not played:
        return "out of reach" if not scenarios_of(row) else "-"
    succeed = sum(is_open(outcome) for outcome in played)
    if succeed == 0:
        return "closed"
    return "**open**" if succeed == len(played) else f"**open** {succeed} of {len(played)}"


def section(row: Row) -> str:
    text = f"\n### {row.number}. {row.title}\n\nAWS: {row.aws} ([source]({row.source}))\n"
    if row.out_of_reach:
        text += f"\nNot played: {row.out_of_reach}\n"
    if not scenarios_of(row):
        return text
    columns = " | ".join(SHORT.values())
    text += f"\n| attempt | {columns} | rule |\n|---|---|---|---|---|\n"
    for each in scenarios_of(row):
        outcomes = [str(each.outcomes.get(line, "-")) for line in Line]
        text += f"| {each.title} | {' | '.join(outcomes)} | {each.rule} |\n"
    return text


if __name__ == "__main__":
    PAGE.write_text(page())
