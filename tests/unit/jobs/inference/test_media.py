import pytest

from sealcanvas.jobs.inference.media import Form, Media, UnknownMedia, read_accept, read_content_type


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ("", Media(Form.CSV)),
        ("text/csv", Media(Form.CSV)),
        ("Text/CSV; header=present", Media(Form.CSV, True)),
        ("text/csv;header=absent;charset=UTF-8", Media(Form.CSV, False)),
        ("application/json; charset=utf-8", Media(Form.JSON)),
        ("application/jsonlines", Media(Form.JSON_LINES)),
        ("application/x-parquet", Media(Form.PARQUET)),
        ("x-application/vnd.amazon+parquet", Media(Form.PARQUET)),
    ],
)
def test_content_types_that_are_read(text: str, media: Media) -> None:
    assert read_content_type(text) == media


@pytest.mark.parametrize(
    "text", ["image/png", "text/csv; header=maybe", "text/csv; charset=shift_jis", "application/json; header=present"]
)
def test_content_types_and_parameters_that_would_not_be_honoured(text: str) -> None:
    with pytest.raises(UnknownMedia):
        read_content_type(text)


def test_an_answer_comes_in_the_form_of_the_question_unless_another_is_wanted() -> None:
    assert read_accept("", Media(Form.JSON)) == Form.JSON
    assert read_accept("*/*", Media(Form.CSV)) == Form.CSV
    assert read_accept("", Media(Form.PARQUET)) == Form.CSV
    assert read_accept("image/png, application/json;q=0.9", Media(Form.CSV)) == Form.JSON
    with pytest.raises(UnknownMedia):
        read_accept("application/x-recordio-protobuf", Media(Form.CSV))
