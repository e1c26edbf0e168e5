"""The task `transform` on real models: every form of input, filters and joins, big files, all or nothing."""

import csv
import gzip
import io
import json
from dataclasses import dataclass
from typing import Any

import pytest

from sealcanvas.jobs.task import TaskFailed, find_task
from sealcanvas.jobs.tasks import staged_output
from sealcanvas.jobs.tasks import transform as transform_task
from sealcanvas.jobs.working.interruption import JobStopped
from sealcanvas.ml.errors import SchemaMismatch
from sealcanvas.ml.table import to_csv, to_parquet
from tests.support.small_model import small_bundle, small_table
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, Refused

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LINES = {"by_record": True, "lines": True}


@dataclass
class Job:
    """One transform job on one file, a/b.csv."""

    s3: FakeS3
    context: FakeContext
    result: dict[str, Any]

    @property
    def output(self) -> bytes:
        return self.s3.objects["pred", "x/a/b.csv.out"]

    @property
    def lines(self) -> list[str]:
        return self.output.decode().splitlines()


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return small_bundle()


def payload(**members: Any) -> dict[str, Any]:
    source = {"uri": "s3://in/new/", "manifest": False, "gzip": False, **members.pop("input", {})}
    return {
        "model": "s3://out/model.zip",
        "input": source,
        "content_type": "text/csv",
        "accept": "",
        "by_record": False,
        "lines": False,
        "most_bytes": 6 << 20,
        "invocation_seconds": 600,
        "input_filter": "$",
        "output_filter": "$",
        "join": False,
        "columns": ["predicted_label"],
        "header": False,
        "output": "s3://pred/x/",
        "output_key": KEY,
        **members,
    }


def transform(bundle: bytes, data: bytes, **members: Any) -> Job:
    s3 = FakeS3()
    s3.objects["out", "model.zip"] = bundle
    s3.objects["in", "new/a/b.csv"] = data
    context = FakeContext(payload(**members), s3)
    result = find_task("transform")(context.as_context())
    assert s3.headers["pred", "x/a/b.csv.out"]["SSEKMSKeyId"] == KEY
    assert context.volume.files == {}
    return Job(s3, context, result)


def records(rows: int = 7, seed: int = 2) -> Any:
    return small_table(rows, seed).select(["amount", "都市"])


def json_lines(rows: int = 7, **more: Any) -> bytes:
    return "".join(json.dumps({**more, **row}, ensure_ascii=False) + "\n" for row in records(rows).to_pylist()).encode()


def test_a_header_gives_no_prediction_and_no_header_is_written(bundle: bytes) -> None:
    table = small_table(7, seed=2)
    with_header = transform(bundle, to_csv(records()))
    assert with_header.result == {"rows": 7, "files": 1}
    assert set(with_header.lines) <= {"yes", "no"}
    for data, members in (
        (to_csv(records()).split(b"\n", 1)[1], {}),
        (to_csv(records()).split(b"\n", 1)[1], {"content_type": "text/csv;header=absent"}),
        (to_csv(records()), {"content_type": "text/csv;header=present", **LINES}),
        (to_csv(table.select(["churn", "都市", "amount"])), LINES),
        (to_csv(table).decode().encode("cp932"), LINES),
        (to_csv(table).decode().encode("utf-16"), LINES),
        (to_parquet(table), {"content_type": "application/x-parquet"}),
        (json_lines(), {"content_type": "application/jsonlines", "accept": "text/csv"}),
        (gzip.compress(to_csv(table)), {"input": {"gzip": True}, **LINES}),
    ):
        assert transform(bundle, data, **members).output == with_header.output


def test_predictions_do_not_depend_on_how_the_file_is_cut(bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = to_csv(records(300))
    whole = transform(bundle, data, columns=["predicted_label", "probability"])
    for size in (1, 100, 5_000):
        monkeypatch.setattr(transform_task, "_BATCH_BYTES", size)
        cut = transform(bundle, data, columns=["predicted_label", "probability"], **LINES)
        assert cut.result["rows"] == 300
        for one, other in zip(cut.lines, whole.lines, strict=True):
            assert one.split(",")[0] == other.split(",")[0]
            assert float(one.split(",")[1]) == pytest.approx(float(other.split(",")[1]))


def test_the_environment_chooses_columns_and_header(bundle: bytes) -> None:
    data = to_csv(records(3))
    chosen = ["predicted_label", "probability", "probabilities"]
    lines = transform(bundle, data, columns=chosen, header=True).lines
    assert lines[0] == "churn,probability,probability_no,probability_yes"
    label, probability, no, yes = lines[1].split(",")
    assert float(no) + float(yes) == pytest.approx(1)
    assert float(probability) == float(yes if label == "yes" else no)
    [first, *_] = transform(bundle, data, columns=["probabilities", "labels"]).lines
    assert first == f'"[{no}, {yes}]","[""no"", ""yes""]"'


def test_joined_records_keep_their_own_text(bundle: bytes) -> None:
    data = 'amount,都市,churn\n0.10,"Osaka, Japan",no\n\n2.50,Kobe,yes\n'.encode()
    lines = transform(bundle, data, join=True, header=True, **LINES).lines
    assert lines[0] == "amount,都市,churn,predicted_churn"
    assert [line.rsplit(",", 1)[0] for line in lines[1:]] == ['0.10,"Osaka, Japan",no', "2.50,Kobe,yes"]
    assert len(transform(bundle, data, join=True, **LINES).lines) == 2


def test_csv_filters_take_columns_by_their_place(bundle: bytes) -> None:
    plain = transform(bundle, to_csv(records())).lines
    rows = [[f"id{n}", *row] for n, row in enumerate(csv.reader(io.StringIO(to_csv(records()).decode())))]
    rows[0][0] = "id"
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows(rows)
    for data in (sink.getvalue(), sink.getvalue().split("\n", 1)[1]):
        job = transform(bundle, data.encode(), input_filter="$[1:]", join=True, output_filter="$[0,-1]", **LINES)
        assert job.lines == [f"id{n},{label}" for n, label in enumerate(plain, 1)]
    job = transform(bundle, sink.getvalue().encode(), input_filter="$[1,2]", header=True, output_filter="$[0]", **LINES)
    assert job.lines == ["churn", *plain]
    with pytest.raises(TaskFailed, match="has nothing at"):
        transform(bundle, b"1,Kobe\n", input_filter="$[1,2]", **LINES)
    with pytest.raises(TaskFailed, match="the OutputFilter"):
        transform(bundle, to_csv(records()), output_filter="$[4]", **LINES)


def test_json_lines_are_answered_joined_and_filtered(bundle: bytes) -> None:
    plain = transform(bundle, to_csv(records())).lines
    lines = {"content_type": "application/jsonlines", **LINES}
    assert [json.loads(line) for line in transform(bundle, json_lines(), **lines).lines] == [
        {"predicted_label": label} for label in plain
    ]
    joined = transform(bundle, json_lines(id="é1"), join=True, **lines)
    first = json.loads(joined.lines[0])
    assert first == {"id": "é1", **records().to_pylist()[0], "SageMakerOutput": {"predicted_label": plain[0]}}
    filtered = transform(bundle, json_lines(id=5), join=True, output_filter="$['id','SageMakerOutput']", **lines)
    assert json.loads(filtered.lines[0]) == {"id": 5, "SageMakerOutput": {"predicted_label": plain[0]}}
    arrays = "".join(json.dumps({"f": list(row.values())}) + "\n" for row in records().to_pylist()).encode()
    picked = transform(bundle, arrays, input_filter="$.f", **lines)
    assert picked.output == transform(bundle, json_lines(), **lines).output
    bare = "".join(json.dumps(list(row.values())) + "\n" for row in records().to_pylist()).encode()
    told = json.loads(transform(bundle, bare, join=True, **lines).lines[0])
    assert told["SageMakerInput"] == list(records().to_pylist()[0].values())
    assert told["SageMakerOutput"] == {"predicted_label": plain[0]}


def test_one_json_document_is_one_answer(bundle: bytes) -> None:
    plain = [{"predicted_label": label} for label in transform(bundle, to_csv(records())).lines]
    rows = records().to_pylist()
    one = {"content_type": "application/json"}
    for document in (
        {"instances": rows},
        {"instances": [{"features": list(row.values())} for row in rows]},
        rows,
        [list(row.values()) for row in rows],
    ):
        assert json.loads(transform(bundle, json.dumps(document).encode(), **one).output) == {"predictions": plain}
    single = json.dumps({**rows[0], "id": 1}).encode()
    assert json.loads(transform(bundle, single, **one).output) == plain[0]
    joined = transform(bundle, single, join=True, output_filter="$['id','SageMakerOutput']", **one)
    assert json.loads(joined.output) == {"id": 1, "SageMakerOutput": plain[0]}
    several = json.loads(transform(bundle, json.dumps(rows).encode(), join=True, **one).output)
    assert several == {"SageMakerInput": rows, "SageMakerOutput": {"predictions": plain}}
    to_json = transform(bundle, to_csv(records()), accept="application/json")
    assert json.loads(to_json.output) == {"predictions": plain}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "no JSON document"),
        ('{"amount": 1}', "lacks the column '都市'"),
        ("[1]", "1 fields in its record 1; the model needs 2"),
        ("7", "neither an object"),
        ('{"amount": [1], "都市": "Kobe"}', "array or object where a value"),
        ("[" * 100_000, "no JSON document"),
        ("[]", "0 fields"),
    ],
)
def test_json_that_is_no_record_is_told(bundle: bytes, document: str, message: str) -> None:
    with pytest.raises((TaskFailed, SchemaMismatch), match=message):
        transform(bundle, document.encode(), content_type="application/json")


def test_records_that_do_not_fit_are_told(bundle: bytes) -> None:
    with pytest.raises(TaskFailed, match="no header and 3 fields in its record 1; the model needs 2: amount, 都市"):
        transform(bundle, b"1,2,3\n")
    with pytest.raises(SchemaMismatch, match="amount"):
        transform(bundle, "都市\nKobe\n".encode())
    with pytest.raises(TaskFailed, match="has no records"):
        transform(bundle, "amount,都市\n".encode())
    with pytest.raises(TaskFailed, match="has no records"):
        transform(bundle, b"", **LINES)


def test_a_file_that_is_not_split_must_fit_into_one_payload(bundle: bytes) -> None:
    data = to_csv(records(60_000))
    assert len(data) > 1 << 20
    with pytest.raises(TaskFailed, match="more than 1 MB, which exceeds MaxPayloadInMB"):
        transform(bundle, data, most_bytes=1 << 20)
    assert transform(bundle, data, most_bytes=None).result["rows"] == 60_000
    assert transform(bundle, data, most_bytes=1 << 20, **LINES).result["rows"] == 60_000


def test_a_large_output_goes_up_in_parts(bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = to_csv(records(60_000))
    small = transform(bundle, data, join=True, **LINES)
    monkeypatch.setattr(staged_output, "PART_BYTES", 5 << 20)
    wide = {"join": True, "columns": ["predicted_label", "labels", "probabilities"], **LINES}
    large = transform(bundle, data, **wide)
    assert len(large.output) > 5 << 20
    assert len(large.lines) == len(small.lines) == 60_000
    assert large.s3.uploads == {}


@pytest.mark.slow
def test_what_a_failed_job_wrote_is_gone(bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged_output, "PART_BYTES", 5 << 20)
    s3 = FakeS3()
    s3.objects["out", "model.zip"] = bundle
    for name in "abc":
        s3.objects["in", f"new/{name}"] = to_csv(records(60_000 if name == "b" else 3))
    before = set(s3.objects)
    wish = payload(join=True, columns=["predicted_label", "labels", "probabilities"], **LINES)
    for refused in ("x/a.out", "x/b.out", "x/c.out"):
        s3.refused = {refused}
        with pytest.raises(Refused):
            find_task("transform")(FakeContext(wish, s3).as_context())
        # What has appeared is noted: the server takes it back (test_outputs).
        assert set(s3.objects) - before <= {("pred", "x/a.out"), ("pred", "x/b.out")}
        assert s3.uploads == {}
        for place in set(s3.objects) - before:
            del s3.objects[place]
    s3.refused = set()
    s3.objects["in", "new/c"] = b"nonsense\n"
    with pytest.raises(TaskFailed):
        find_task("transform")(FakeContext(wish, s3).as_context())
    assert (set(s3.objects), s3.uploads) == (before, {})
    stopped = FakeContext(wish, s3)
    stopped.stop_at, stopped.reason = "Predicting", JobStopped()
    with pytest.raises(JobStopped):
        find_task("transform")(stopped.as_context())
    assert (set(s3.objects), s3.uploads) == (before, {})


def test_a_manifest_names_the_files_and_each_is_called_by_its_relative_key(bundle: bytes) -> None:
    s3 = FakeS3()
    s3.objects["out", "model.zip"] = bundle
    s3.objects["lists", "l.manifest"] = json.dumps([{"prefix": "s3://in/all/"}, "2/b.csv", "1/東京.csv"]).encode()
    for name in ("1/東京.csv", "2/b.csv", "2/c.csv"):
        s3.objects["in", f"all/{name}"] = to_csv(records(2))
    wish = payload(input={"uri": "s3://lists/l.manifest", "manifest": True})
    assert find_task("transform")(FakeContext(wish, s3).as_context()) == {"rows": 4, "files": 2}
    assert {key for bucket, key in s3.objects if bucket == "pred"} == {"x/2/b.csv.out", "x/1/東京.csv.out"}


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("nonsense", "no JSON"),
        ('{"prefix": "s3://in/"}', "no array"),
        ('[{"prefix": "s3://in/"}]', "no array"),
        ('["a", "b"]', "first element"),
        ('[{"prefix": "in"}, "a"]', "begin with s3://"),
        ('[{"prefix": "s3://in/"}, "a", "a"]', "twice"),
        ('[{"prefix": "s3://in/"}, ""]', "relative key"),
        ('[{"prefix": "s3://in/"}, 5]', "relative key"),
    ],
)
def test_what_is_no_manifest_is_told(bundle: bytes, manifest: str, message: str) -> None:
    s3 = FakeS3()
    s3.objects["out", "model.zip"] = bundle
    s3.objects["lists", "l.manifest"] = manifest.encode()
    wish = payload(input={"uri": "s3://lists/l.manifest", "manifest": True})
    with pytest.raises(TaskFailed, match=message):
        find_task("transform")(FakeContext(wish, s3).as_context())


def test_a_batch_slower_than_its_timeout_fails_the_job(bundle: bytes) -> None:
    with pytest.raises(TaskFailed, match="InvocationsTimeoutInSeconds, 0 seconds"):
        transform(bundle, to_csv(records()), invocation_seconds=0)
