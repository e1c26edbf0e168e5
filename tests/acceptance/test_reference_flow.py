"""The reference's acceptance script (section 2.5) for all four problem types, with unmodified boto3 and real training;
then each key switched off in turn: it makes exactly its own steps fail, and they work again once it is on."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.problems import HORIZON, Problem, all_problems
from tests.acceptance.script import (
    STEPS,
    Story,
    delete_endpoint,
    live_through,
    start_endpoint,
    start_training,
    unique,
)
from tests.acceptance.studio import ARTIFACTS, LETTERS, OUTPUT, ROLE, Studio, browse
from tests.acceptance.team import until
from tests.support.live import live_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PROBLEMS = {problem.name: problem for problem in all_problems()}
_BUDGET = 20  # workers that start cold load their libraries within it
_BEFORE_TRAINING = {"Starting", "PreTraining", "AnalyzingData", "FeatureEngineering"}


@dataclass(slots=True)
class Script:
    """The script as it was lived through: a story for each problem type."""

    studio: Studio
    stories: dict[str, Story] = field(default_factory=dict)


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    with live_server("--jobs", "4") as live:
        live.client("sealcanvas").update_data_key_cache(Seconds=1, Uses=1000)
        studio = Studio(live)
        studio.set_up()
        for problem in PROBLEMS.values():
            studio.put(f"{problem.name}.csv", problem.train)
            studio.put(f"{problem.name}-new.csv", problem.new)
        assert studio.create_app("default")["Status"] == "InService"
        with ThreadPoolExecutor(len(PROBLEMS)) as pool:
            stories = pool.map(lambda problem: live_through(studio, problem, _BUDGET), PROBLEMS.values())
            yield Script(studio, dict(zip(PROBLEMS, stories, strict=True)))


def test_the_link_signs_in_once(script: Script) -> None:
    link = script.studio.link()
    page = browse(link)
    assert (page.status, page.cookie.startswith("sealcanvas=")) == (200, True)
    assert page.attributes >= {"HttpOnly", "SameSite=Strict", "Path=/console/"}
    session = f"{link.partition('/console/')[0]}/console/api/session"
    told = json.loads(browse(session, page.cookie).text)
    assert (told["Kind"], told["UserProfileName"], told["DomainName"]) == ("user-profile", "ana", "team")
    assert browse(session).status == 401
    again = browse(link)
    assert (again.status, again.cookie) == (403, "")


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_job_says_what_it_does_until_it_is_completed(script: Script, name: str) -> None:
    story = script.stories[name]
    assert {status for status, _ in story.statuses[:-1]} == {"InProgress"}
    assert len(set(story.statuses)) == len(story.statuses)  # it never goes back
    assert ("InProgress", "ModelTuning") in story.statuses
    job = story.job
    assert job["AutoMLJobSecondaryStatus"] in ("Completed", "MaxAutoMLJobRuntimeReached", "MaxCandidatesReached")
    assert job["OutputDataConfig"]["KmsKeyId"] == script.studio.keys["B"]
    security = {"VolumeKmsKeyId": script.studio.keys["V"], "EnableInterContainerTrafficEncryption": True}
    assert job["SecurityConfig"] == security
    assert job["RoleArn"] == script.studio.role_arn
    assert "FailureReason" not in job
    best = job["BestCandidate"]["FinalAutoMLJobObjectiveMetric"]
    assert story.told["BestScore"]["Value"] == pytest.approx(best["Value"], rel=0.1)


@pytest.mark.parametrize("name", PROBLEMS)
def test_candidates_tell_every_metric_of_their_problem_type(script: Script, name: str) -> None:
    story = script.stories[name]
    assert story.candidates[0] == story.job["BestCandidate"]
    assert len(story.candidates) > 1
    for candidate in story.candidates:
        told = {metric["StandardMetricName"] for metric in candidate["CandidateProperties"]["CandidateMetrics"]}
        assert told >= PROBLEMS[name].metrics
        assert candidate["CandidateStatus"] == "Completed"
    assert story.job["BestCandidate"]["InferenceContainers"][0]["ModelDataUrl"].startswith(f"s3://{OUTPUT}/{name}-1/")


def test_what_was_learned_is_better_than_a_constant(script: Script) -> None:
    values = {
        name: story.job["BestCandidate"]["FinalAutoMLJobObjectiveMetric"]["Value"]
        for name, story in script.stories.items()
    }
    assert values["cars"] < 61  # MSE: the variance
    assert values["tumours"] > 0.77  # F1: all benign
    assert values["weather"] > 0.489  # accuracy: always sun
    assert values["employment"] < 0.05  # average weighted quantile loss


@pytest.mark.parametrize("name", PROBLEMS)
def test_predictions_are_read_from_the_bucket_and_from_the_endpoint(script: Script, name: str) -> None:
    story, problem = script.stories[name], PROBLEMS[name]
    assert len(story.predicted) == problem.predictions
    assert len(story.answered) == problem.answers
    if problem.of_series:
        assert story.predicted[0].split(",") == ["industry", "sector", "month", "p10", "p50", "p90"]
        rows = [line.split(",") for line in story.predicted[1:]]
        assert all(float(low) <= float(middle) <= float(high) for *_, low, middle, high in rows)
        assert [row for row in rows if row[0] == "construction"] == [row.split(",") for row in story.answered[1:]]
        assert len({row[2] for row in rows}) == HORIZON
    elif name == "cars":
        assert list(map(float, story.predicted[:3])) == pytest.approx(list(map(float, story.answered)))
    else:
        assert story.predicted[:3] == story.answered


def test_every_object_lies_under_the_key_that_was_asked_for(script: Script) -> None:
    studio = script.studio
    models = {key: studio.key_of(OUTPUT, key) for key in studio.objects(OUTPUT) if not key.startswith("pred/")}
    predictions = {key: studio.key_of(OUTPUT, key) for key in studio.objects(OUTPUT, "pred/")}
    copies = {key: studio.key_of(ARTIFACTS, key) for key in studio.objects(ARTIFACTS)}
    assert (set(models.values()), set(predictions.values()), set(copies.values())) == ({"B"}, {"P"}, {"S"})
    assert all(key.startswith("Canvas/ana/") for key in copies)
    report = studio.client("sealcanvas").verify_store(Search=["construction", "chevrolet chevelle malibu"])
    assert {file["Status"] for file in report["Files"]} == {"Authentic"}
    assert report["Summary"]["FoundCount"] == 0


def test_a_name_is_taken_once_and_an_unknown_one_is_not_found(script: Script) -> None:
    sagemaker, (name, problem) = script.studio.client("sagemaker"), next(iter(PROBLEMS.items()))
    with pytest.raises(ClientError, match="ResourceInUse"):
        start_training(script.studio, problem, f"{name}-1", 10, quick=True)
    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_auto_ml_job_v2(AutoMLJobName="nobody")
    with pytest.raises(ClientError, match="ValidationException"):
        start_training(script.studio, problem, "no_underscores", 10, quick=True)


def _one(letter: str) -> Problem:
    """Another problem type for each key."""
    return list(PROBLEMS.values())[list(LETTERS).index(letter) % len(PROBLEMS)]


def _tried(letter: str) -> list[tuple[str, Problem]]:
    """Steps that need the key with every problem type, the others with one."""
    return [
        (name, problem)
        for name, step in STEPS.items()
        for problem in PROBLEMS.values()
        if letter in step.needs or problem == _one(letter)
    ]


def _run(studio: Studio, steps: list[tuple[str, Problem]]) -> dict[tuple[str, str], str]:
    """Do steps beside each other; the reasons of those that failed."""
    with ThreadPoolExecutor(8) as pool:
        reasons = pool.map(lambda each: STEPS[each[0]].run(studio, each[1]), steps)
        return {(name, problem.name): reason for (name, problem), reason in zip(steps, reasons, strict=True) if reason}


@pytest.mark.parametrize("letter", LETTERS)
def test_a_key_switched_off_fails_exactly_its_own_steps(script: Script, letter: str) -> None:
    studio, tried = script.studio, _tried(letter)
    with studio.without(letter):
        failed = _run(studio, tried)
    mine = [(name, problem) for name, problem in tried if letter in STEPS[name].needs]
    assert set(failed) == {(name, problem.name) for name, problem in mine}, failed
    for (name, _), reason in failed.items():
        for word in (studio.keys[letter], STEPS[name].needs[letter], STEPS[name].asked_by):
            assert word in reason, (name, reason)
    assert _run(studio, [(name, problem) for name, problem in mine if problem == _one(letter)]) == {}


def test_the_volumes_key_switched_off_in_mid_training_stops_every_job_within_a_cache_period(script: Script) -> None:
    studio = script.studio
    names = {unique(problem, "mid"): problem for problem in PROBLEMS.values()}
    for name, problem in names.items():
        start_training(studio, problem, name, 120, quick=False)
    describe = studio.client("sagemaker").describe_auto_ml_job_v2
    for name in names:
        until(lambda name=name: describe(AutoMLJobName=name), "AutoMLJobSecondaryStatus", _BEFORE_TRAINING, 60)
    with studio.without("V"):
        ended = [studio.automl_ended(name, 30) for name in names]
        assert time.monotonic() - studio.switched_off_at < 12  # a period is a second; the machine may be busy
    for job in ended:
        assert job["AutoMLJobStatus"] == "Failed", job["AutoMLJobName"]
        for word in (studio.keys["V"], "kms:Decrypt", ROLE):
            assert word in job["FailureReason"]
        assert studio.objects(OUTPUT, f"{job['AutoMLJobName']}/") == []
    assert _run(studio, [("train", _one("V"))]) == {}


def test_running_endpoints_mind_their_own_key_alone(script: Script) -> None:
    studio = script.studio
    names = {unique(problem, "on"): problem for problem in PROBLEMS.values()}
    for name, problem in names.items():
        start_endpoint(studio, name, f"{problem.name}-m")
    for name in names:
        assert studio.endpoint_settled(name)["EndpointStatus"] == "InService"
    for letter in "ABDPSV":
        with studio.without(letter):
            time.sleep(2.5)  # a period is a second
            for name, problem in names.items():
                assert len(studio.invoke(name, problem.record).splitlines()) == problem.answers
    describe = studio.client("sagemaker").describe_endpoint
    with studio.without("E"):
        for name in names:
            found = until(lambda name=name: describe(EndpointName=name), "EndpointStatus", {"InService"}, 20)
            assert found["EndpointStatus"] == "Failed"
            for word in (studio.keys["E"], "kms:Decrypt", ROLE):
                assert word in found["FailureReason"]
    for name in names:
        delete_endpoint(studio, name)
    assert _run(studio, [("deploy", _one("E"))]) == {}
