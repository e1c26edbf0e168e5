"""The studio's journeys: a workspace to work in, data to work on, and an analyst before a browser."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import boto3

from sealcanvas.client.connection import Connection
from sealcanvas.client.studio import Studio
from sealcanvas.client.workspace import Workspace, workspace
from tests.support.live import Live


def workspace_of(live: Live) -> Workspace:
    """Domain, user profile, role and two keys, made once on a server."""
    return workspace(_connection(live))


def place_of(live: Live, name: str) -> Workspace:
    """A user profile `name` of its own there, so that what other tests make is not in its lists."""
    shared = workspace_of(live)
    live.client("sagemaker").create_user_profile(DomainId=shared.domain_id, UserProfileName=name)
    return replace(shared, profile=name)


def build_churn(live: Live, place: Workspace, folder: Path) -> None:
    """A model "churn" of "customers.csv", and rows to predict for in "new customers.csv", made without the page."""
    studio = Studio(_connection(live), place, lambda _what, _far: None)
    with customers(folder).open("rb") as content, studio.imported("customers.csv", content) as dataset:
        studio.build(dataset, "churn", "churn")
    rows = customers(folder, rows=60, target=False)
    with rows.open("rb") as content, studio.imported(rows.name, content):
        pass


def import_customers(live: Live, place: Workspace, folder: Path) -> None:
    """The dataset "customers.csv", made without the page."""
    studio = Studio(_connection(live), place, lambda _what, _far: None)
    with customers(folder).open("rb") as content, studio.imported("customers.csv", content):
        pass


def build_houses(live: Live, place: Workspace, folder: Path) -> None:
    """Models "price" of a number and "grade" of three categories, made without the page."""
    dice = random.Random(5)  # noqa: S311 - data to learn from
    lines = ["area,age,price,grade"]
    for _ in range(300):
        area, age = dice.randint(20, 120), dice.randint(0, 60)
        price = 3 * area - age + dice.gauss(0, 9)
        grade = "low" if price < 120 else "middle" if price < 240 else "high"
        lines.append(f"{area},{age},{price:.1f},{grade if dice.random() < 0.9 else 'middle'}")
    studio = Studio(_connection(live), place, lambda _what, _far: None)
    file = _written(folder / "houses.csv", lines)
    with file.open("rb") as content, studio.imported("houses.csv", content) as dataset:
        for target in ("price", "grade"):
            studio.build(dataset, target, target)


def _connection(live: Live) -> Connection:
    env = live.environment
    session = boto3.Session(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], None, env["AWS_DEFAULT_REGION"])
    return Connection(live.account, env["AWS_DEFAULT_REGION"], session, env["AWS_ENDPOINT_URL"])


def sign_in_as_analyst(console: Any, place: Workspace) -> None:
    """Open a link for the workspace's user profile; it takes the place of the administrator's session."""
    made = console.server.client("sagemaker").create_presigned_domain_url(
        DomainId=place.domain_id, UserProfileName=place.profile
    )
    console.page.goto(made["AuthorizedUrl"])
    console.page.wait_for_selector("h1")


def customers(folder: Path, *, rows: int = 400, target: bool = True) -> Path:
    """A table with a column to predict, text in Japanese and gaps."""
    dice = random.Random(rows)  # noqa: S311 - data to learn from
    lines = ["id,年齢,plan,calls" + (",churn" if target else "")]
    for number in range(rows):
        calls, plan = dice.randint(0, 12), dice.choice(["basic", "plus", "pro"])
        age = "" if number % 17 == 3 else str(dice.randint(18, 80))
        left = "yes" if dice.random() < 0.1 + 0.06 * calls else "no"
        lines.append(f"C{number:05d},{age},{plan},{calls}" + (f",{left}" if target else ""))
    return _written(folder / ("customers.csv" if target else "new customers.csv"), lines)


def sales(folder: Path) -> Path:
    """Three daily series with a week in them."""
    dice = random.Random(7)  # noqa: S311 - data to learn from
    lines = ["店,day,sales"]
    for shop, base in (("渋谷", 100), ("新宿", 150), ("梅田", 80)):
        for number in range(150):
            day = date(2024, 1, 1) + timedelta(days=number)
            lines.append(f"{shop},{day},{base + 20 * (day.weekday() > 4) + dice.gauss(0, 4):.1f}")
    return _written(folder / "売上.csv", lines)


def priced_sales(folder: Path, *, ahead: int = 14) -> Path:
    """Daily sales of three shops that follow a price; the last rows have a price alone."""
    dice = random.Random(3)  # noqa: S311 - data to learn from
    lines = ["shop,day,units,price"]
    for shop, base in (("Shibuya", 300), ("渋谷", 200), ("Umeda", 250)):
        for number in range(120 + ahead):
            price = dice.choice([8, 9, 10, 11, 12])
            units = "" if number >= 120 else f"{base - 12 * price + dice.gauss(0, 3):.1f}"
            lines.append(f"{shop},{date(2024, 1, 1) + timedelta(days=number)},{units},{price}")
    return _written(folder / "priced.csv", lines)


def _written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def import_file(console: Any, path: Path, *, button: str, ready: str) -> None:
    """Import a file through the page, and wait until the message at the top says that it is there."""
    console.go("/datasets/import")
    console.page.set_input_files("input[type=file]", str(path))
    console.page.get_by_role("button", name=button, exact=True).click()
    console.page.get_by_text(ready).wait_for(timeout=60_000)


def choose(console: Any, label: str, option: str) -> None:
    """Choose an option of a select by its label."""
    console.page.get_by_role("button", name=label).last.click()
    console.page.locator("[role=option]", has_text=option).first.click()
