"""DuckDB as recipes use it: in memory, one thread, without files, extensions, network or settings to change."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.plan import Frame

_BATCH = 50_000
_LEAST_MEMORY = 256 << 20


class Engine:
    """Answers queries over frames; used as a context manager.

    Args:
        frames: by the names that queries have for them; their columns renamed to the names in `refs`.
        memory_bytes: how much the engine may hold; it spills nothing, but refuses.
        check: called for every batch; what it raises ends the work.
    """

    def __init__(
        self,
        frames: Mapping[str, Frame],
        refs: Mapping[str, list[str]],
        memory_bytes: int,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        import duckdb

        self._frames, self._refs, self._check = frames, refs, check
        self._errors: tuple[type[Exception], type[Exception]] = (duckdb.OutOfMemoryException, duckdb.Error)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "enable_external_access": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",
                "temp_directory": "",
                "memory_limit": f"{max(memory_bytes, _LEAST_MEMORY) >> 20}MiB",
                "threads": "1",  # so that rows stay in their order, and the same rows give the same table
                "lock_configuration": "true",
            },
        )

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def ask(self, query: str, parameters: Mapping[str, Any]) -> list[Any]:
        """The first row of the answer; empty if there is none."""
        with _Told(self._errors):
            found = self._query(query, parameters).fetchall()
        return list(found[0]) if found else []

    def read(self, query: str, parameters: Mapping[str, Any], most_rows: int) -> Iterator[Any]:
        """The answer's record batches. Raises BadRecipe where it has more rows, or the engine too little memory."""
        rows = 0
        with _Told(self._errors):
            for batch in self._query(query, parameters).to_arrow_reader(_BATCH):
                self._check()
                rows += batch.num_rows
                if rows > most_rows:
                    raise BadRecipe(f"The recipe gives more than {most_rows:,} rows. Look at the keys of its joins.")
                yield batch

    def _query(self, query: str, parameters: Mapping[str, Any]) -> Any:
        for name, frame in self._frames.items():
            reader = frame() if callable(frame) else frame.to_reader(max_chunksize=_BATCH)
            self._connection.register(name, _plain(reader, self._refs[name], self._check))
        used = {key: value for key, value in parameters.items() if f"${key} " in query}
        return self._connection.sql(query, params=used)


class _Told:
    """Turns the engine's errors into words without values of the data."""

    def __init__(self, errors: tuple[type[Exception], type[Exception]]) -> None:
        self._errors = errors

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, self._errors[0]):
            raise BadRecipe(
                "The recipe needs more memory than this job may use. Filter rows earlier, or join less."
            ) from None
        if isinstance(error, self._errors[1]):
            raise BadRecipe(f"The recipe cannot be applied to these rows ({type(error).__name__}).") from None


def _plain(reader: Any, names: list[str], check: Callable[[], None]) -> Any:
    """Columns under other names; numbers that are not finite are missing, times are in UTC without a zone."""
    fields = [pa.field(name, _type(field.type)) for name, field in zip(names, reader.schema, strict=True)]

    def batches() -> Iterator[Any]:
        for batch in reader:
            check()
            columns = [_column(column, field.type) for column, field in zip(batch.columns, fields, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))

    return pa.RecordBatchReader.from_batches(pa.schema(fields), batches())


def _type(kind: Any) -> Any:
    return pa.timestamp("us") if pa.types.is_timestamp(kind) else kind


def _column(column: Any, kind: Any) -> Any:
    if pa.types.is_floating(kind):
        return arrow.keep(column, arrow.surely(pc.is_finite(column)))
    if pa.types.is_timestamp(kind):
        moments = arrow.moments(column)
        return arrow.times(moments) if np.isnat(moments).any() or column.type != kind else column
    return column
