from flask.testing import FlaskClient
from sqlalchemy import text

from elearn import db


def test_a_migrated_site_is_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").status_code == 200


def test_an_old_database_is_not_ready_and_says_so(client: FlaskClient) -> None:
    with db.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '001'"))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "at 001" in response.json["reason"]
