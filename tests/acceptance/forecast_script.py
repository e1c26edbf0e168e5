"""Forecast's script, from dataset groups to what-if exports, with four keys; a step ends well or says why not."""

import csv
import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from sealcanvas.client.policies import forecast_statement, key_policy, trust_policy
from tests.acceptance.studio import message_of
from tests.acceptance.team import until
from tests.support.live import Live

LETTERS = {
    "I": "the input files",
    "D": "datasets",
    "M": "predictors and what is made with them",
    "X": "exports",
}
ROLE, BUCKET = "ForecastRole", "sales"
ITEMS, MONTHS, HORIZON = 4, 60, 6
_FORECAST = "forecast"
_PENDING = {"CREATE_PENDING", "CREATE_IN_PROGRESS"}
_ITEM = {"AttributeName": "item_id", "AttributeType": "string"}
_TIME = {"AttributeName": "timestamp", "AttributeType": "timestamp"}
_TARGET = {"AttributeName": "target_value", "AttributeType": "float"}
_PRICE = {"AttributeName": "price", "AttributeType": "float"}


@dataclass(slots=True)
class Desk:
    """A role that Forecast may assume, four keys, files, and what was made of them.

    Attributes:
        keys: ARNs by letter.
        made: ARNs of Forecast's resources by what they are.
    """

    live: Live
    keys: dict[str, str] = field(default_factory=dict)
    role_arn: str = ""
    made: dict[str, str] = field(default_factory=dict)

    @property
    def forecast(self) -> Any:
        return self.live.client(_FORECAST)

    def set_up(self) -> None:
        """The role, the keys with the document's statement for Forecast, a bucket with sales and prices."""
        iam, kms, s3 = self.live.client("iam"), self.live.client("kms"), self.live.client("s3")
        trust = trust_policy(self.live.account, "forecast.amazonaws.com")
        self.role_arn = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
        policy = key_policy(self.live.account, forecast_statement(self.role_arn))
        for letter, description in LETTERS.items():
            self.keys[letter] = kms.create_key(Description=description, Policy=policy)["KeyMetadata"]["Arn"]
        s3.create_bucket(Bucket=BUCKET)
        for name, body in (("sales.csv", _sales()), ("prices.csv", _prices())):
            s3.put_object(
                Bucket=BUCKET, Key=name, Body=body, ServerSideEncryption="aws:kms", SSEKMSKeyId=self.keys["I"]
            )

    def place(self, path: str, key: str = "") -> dict[str, Any]:
        """An S3Config of the bucket."""
        config = {"Path": f"s3://{BUCKET}/{path}", "RoleArn": self.role_arn}
        return {"S3Config": config | ({"KMSKeyArn": self.keys[key]} if key else {})}

    def encryption(self, letter: str) -> dict[str, str]:
        return {"RoleArn": self.role_arn, "KMSKeyArn": self.keys[letter]}

    def settled(self, kind: str, arn: str) -> dict[str, Any]:
        """How a resource ended; kind as in describe_<kind>."""
        member = "".join(part.capitalize() for part in kind.removeprefix("auto_").split("_")) + "Arn"
        describe = getattr(self.forecast, f"describe_{kind}")
        return until(lambda: describe(**{member: arn}), "Status", _PENDING, 240)

    def active(self, kind: str, arn: str) -> str:
        """The ARN, once the resource is ACTIVE."""
        described = self.settled(kind, arn)
        assert described["Status"] == "ACTIVE", described
        return arn

    def dataset(self, name: str, kind: str, *attributes: dict[str, str]) -> str:
        made = self.forecast.create_dataset(
            DatasetName=name,
            Domain="CUSTOM",
            DatasetType=kind,
            DataFrequency="M",
            Schema={"Attributes": list(attributes)},
            EncryptionConfig=self.encryption("D"),
        )
        return str(made["DatasetArn"])

    def begin_import(self, dataset: str, path: str, name: str) -> str:
        made = self.forecast.create_dataset_import_job(
            DatasetImportJobName=name,
            DatasetArn=dataset,
            DataSource=self.place(path),
            TimestampFormat="yyyy-MM-dd",
        )
        return str(made["DatasetImportJobArn"])

    def begin_predictor(self, name: str) -> str:
        made = self.forecast.create_auto_predictor(
            PredictorName=name,
            ForecastHorizon=HORIZON,
            ForecastFrequency="M",
            DataConfig={"DatasetGroupArn": self.made["group"]},
            EncryptionConfig=self.encryption("M"),
            Tags=[{"Key": "sealcanvas:build-type", "Value": "quick"}],
        )
        return str(made["PredictorArn"])

    def begin_what_if(self, name: str) -> str:
        """Prices three higher than they will be."""
        action = {"AttributeName": "price", "Operation": "ADD", "Value": 3.0}
        made = self.forecast.create_what_if_forecast(
            WhatIfForecastName=name,
            WhatIfAnalysisArn=self.made["analysis"],
            TimeSeriesTransformations=[{"Action": action}],
        )
        return str(made["WhatIfForecastArn"])

    def begin_export(self, name: str) -> str:
        made = self.forecast.create_forecast_export_job(
            ForecastExportJobName=name, ForecastArn=self.made["forecast"], Destination=self.place(f"out/{name}", "X")
        )
        return str(made["ForecastExportJobArn"])

    def begin_backtest_export(self, name: str) -> str:
        made = self.forecast.create_predictor_backtest_export_job(
            PredictorBacktestExportJobName=name,
            PredictorArn=self.made["predictor"],
            Destination=self.place(f"out/{name}", "X"),
        )
        return str(made["PredictorBacktestExportJobArn"])

    def begin_what_if_export(self, name: str) -> str:
        made = self.forecast.create_what_if_forecast_export(
            WhatIfForecastExportName=name,
            WhatIfForecastArns=[self.made["what if"]],
            Destination=self.place(f"out/{name}", "X"),
        )
        return str(made["WhatIfForecastExportArn"])

    def query(self, item: str) -> dict[str, list[float]]:
        return _values(
            self.live.client("forecastquery").query_forecast(
                ForecastArn=self.made["forecast"], Filters={"item_id": item}
            )
        )

    def query_what_if(self, item: str) -> dict[str, list[float]]:
        return _values(
            self.live.client("forecastquery").query_what_if_forecast(
                WhatIfForecastArn=self.made["what if"], Filters={"item_id": item}
            )
        )

    def live_through(self) -> None:
        """The script once, to its end."""
        forecast, made = self.forecast, self.made
        made["target"] = self.dataset("units", "TARGET_TIME_SERIES", _ITEM, _TIME, _TARGET)
        made["spare"] = self.dataset("spare", "TARGET_TIME_SERIES", _ITEM, _TIME, _TARGET)
        made["related"] = self.dataset("prices", "RELATED_TIME_SERIES", _ITEM, _TIME, _PRICE)
        arns = [made["target"], made["related"]]
        group = forecast.create_dataset_group(DatasetGroupName="shop", Domain="CUSTOM", DatasetArns=arns)
        made["group"] = group["DatasetGroupArn"]
        imports = [self.begin_import(arn, path, "first") for arn, path in zip(arns, _FILES, strict=True)]
        for arn in imports:
            self.active("dataset_import_job", arn)
        made["predictor"] = self.active("auto_predictor", self.begin_predictor("first"))
        arn = forecast.create_forecast(ForecastName="first", PredictorArn=made["predictor"])["ForecastArn"]
        made["forecast"] = self.active("forecast", arn)
        analysis = forecast.create_what_if_analysis(WhatIfAnalysisName="prices", ForecastArn=made["forecast"])
        made["analysis"] = self.active("what_if_analysis", analysis["WhatIfAnalysisArn"])
        made["what if"] = self.active("what_if_forecast", self.begin_what_if("dear"))
        exports = {
            "forecast_export_job": self.begin_export("first"),
            "predictor_backtest_export_job": self.begin_backtest_export("past"),
            "what_if_forecast_export": self.begin_what_if_export("whatif"),
        }
        for kind, arn in exports.items():
            self.active(kind, arn)

    def exported(self, prefix: str) -> list[dict[str, str]]:
        """The rows of the one file below out/."""
        s3 = self.live.client("s3")
        (found,) = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"out/{prefix}")["Contents"]
        answer = s3.get_object(Bucket=BUCKET, Key=found["Key"])
        assert answer["SSEKMSKeyId"] == self.keys["X"]
        return list(csv.DictReader(io.StringIO(answer["Body"].read().decode())))


_FILES = ("sales.csv", "prices.csv")


def _values(answer: dict[str, Any]) -> dict[str, list[float]]:
    return {name: [each["Value"] for each in values] for name, values in answer["Forecast"]["Predictions"].items()}


def _month(number: int) -> str:
    return f"{2015 + number // 12}-{number % 12 + 1:02d}-01"


def _price(item: int, number: int) -> float:
    return 10.0 + (3.0 if (7 * number + 3 * item) % 5 == 0 else 0.0)


def _sales() -> bytes:
    """Units that fall by 8 for each unit of the price."""
    rows = [
        f"item-{item},{_month(number)},{200 + 10 * item - 8 * _price(item, number)}\n"
        for item in range(ITEMS)
        for number in range(MONTHS)
    ]
    return "".join(rows).encode()


def _prices() -> bytes:
    rows = [
        f"item-{item},{_month(number)},{_price(item, number)}\n"
        for item in range(ITEMS)
        for number in range(MONTHS + HORIZON)
    ]
    return "".join(rows).encode()


def _name() -> str:
    return f"n{secrets.token_hex(4)}"


def _new_dataset(desk: Desk) -> str:
    arn = desk.dataset(_name(), "TARGET_TIME_SERIES", _ITEM, _TIME, _TARGET)
    desk.forecast.delete_dataset(DatasetArn=arn)
    return ""


def _job(kind: str, begin: Callable[[Desk], str]) -> Callable[[Desk], str]:
    """A step that begins a job and sees how it ends."""

    def run(desk: Desk) -> str:
        described = desk.settled(kind, begin(desk))
        return "" if described["Status"] == "ACTIVE" else str(described["Message"])

    return run


def _import(desk: Desk) -> str:
    """Into a dataset of its own: the rows that the predictor learned from stay."""
    return desk.begin_import(desk.made["spare"], "sales.csv", _name())


def _begin_forecast(desk: Desk) -> str:
    made = desk.forecast.create_forecast(ForecastName=_name(), PredictorArn=desk.made["predictor"])
    return str(made["ForecastArn"])


def _read(ask: Callable[[Desk], object]) -> Callable[[Desk], str]:
    def run(desk: Desk) -> str:
        assert ask(desk)
        return ""

    return run


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the script.

    Attributes:
        attempt: tries it; "", or the message of what failed.
        needs: by letter of the keys without which it fails, what the message says beside the key's ARN: "Disabled"
            where the call itself is refused, action and role where the work is.
    """

    attempt: Callable[[Desk], str]
    needs: dict[str, tuple[str, ...]]

    def run(self, desk: Desk) -> str:
        """ "", or why it failed, at once or as it worked."""
        try:
            return self.attempt(desk)
        except ClientError as error:
            return message_of(error)


_CALL, _OPENED = ("Disabled",), ("disabled",)
_WORK = ("kms:Decrypt", ROLE)
STEPS = {
    "create a dataset": Step(_new_dataset, {"D": _CALL}),
    "import": Step(_job("dataset_import_job", _import), {"I": _WORK, "D": _CALL}),
    "train": Step(_job("auto_predictor", lambda desk: desk.begin_predictor(_name())), {"D": _WORK, "M": _CALL}),
    "read the metrics": Step(
        _read(lambda desk: desk.forecast.get_accuracy_metrics(PredictorArn=desk.made["predictor"])), {"M": _OPENED}
    ),
    "forecast": Step(_job("forecast", _begin_forecast), {"M": _CALL}),
    "query": Step(_read(lambda desk: desk.query("item-1")), {"M": _OPENED}),
    "what if": Step(_job("what_if_forecast", lambda desk: desk.begin_what_if(_name())), {"M": _CALL}),
    "query what if": Step(_read(lambda desk: desk.query_what_if("item-1")), {"M": _OPENED}),
    "export": Step(_job("forecast_export_job", lambda desk: desk.begin_export(_name())), {"M": _CALL, "X": _CALL}),
    "export the back-test": Step(
        _job("predictor_backtest_export_job", lambda desk: desk.begin_backtest_export(_name())),
        {"M": _CALL, "X": _CALL},
    ),
    "export what if": Step(
        _job("what_if_forecast_export", lambda desk: desk.begin_what_if_export(_name())), {"M": _CALL, "X": _CALL}
    ),
}
