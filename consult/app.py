"""``create_app``: the only place that knows every room."""

from collections.abc import Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from consult.accounts import init_accounts
from consult.config import settings
from consult.consultations.bringing.bring import throw_away_old_files
from consult.consultations.bringing.views import bringing
from consult.consultations.builder.views import builder
from consult.consultations.people.views import people
from consult.consultations.review.views import review
from consult.consultations.settings.views import settings as settings_pages
from consult.consultations.sharing.views import sharing
from consult.consultations.views import consultations
from consult.db import db, init_db
from consult.field.views import field
from consult.jobs.runner import Every, Runner, Work
from consult.keys import KeyRing
from consult.page.published import Published
from consult.page.shelf import Lookup, Shelf
from consult.releases import freeze
from consult.releases.coding.forget import forget_deleted_texts
from consult.releases.coding.naming.views import naming
from consult.releases.coding.quoting.views import quotes
from consult.releases.coding.views import coding
from consult.releases.views import releases
from consult.responses.counters import Counters
from consult.responses.days import keep_days
from consult.responses.fieldwork import fieldwork
from consult.responses.health import health
from consult.responses.intake import Intake
from consult.responses.keying.views import keying
from consult.responses.letterbox import Letterbox
from consult.responses.mixing import mix_what_is_due
from consult.responses.readiness import init_readiness
from consult.responses.retention import SteadyClock, purge_when_sure
from consult.responses.submit import Desk
from consult.responses.tablets import Tablets
from consult.responses.views import lookup, responses
from consult.web import init_web
from consult.web.health import ready_when
from consult.web.hosts import KnownHosts
from consult.web.log import keep_people_out
from consult.web.process import keep_memory_private
from consult.web.wishes import BriefWishes


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """Build the application from the environment; ``overrides`` are settings that win over it.

    From here on no log and no core dump of this process tells of anybody, whatever serves it.
    """
    keep_memory_private()
    keep_people_out()
    app = Flask("consult", static_folder=None)
    app.config.update(settings(overrides))
    app.config["INSTANCE"].mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = KeyRing(app.config["KEYS"])
    app.extensions["key_ring"] = ring
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or ring.ensure("secret").hex()
    init_db(app)
    init_web(app)
    ready_when(app, ring.check)
    init_accounts(app)
    with app.app_context():
        engine = db.engine
    intake, counters, tablets = Intake(ring, engine), Counters(), Tablets(app.config["SECRET_KEY"])
    desk = Desk(intake, engine, tablets, lambda: app.config["CLOCK"]())
    app.extensions |= {"intake": intake, "writer": intake.writer, "counters": counters}
    app.extensions |= {"desk": desk, "tablets": tablets}
    app.register_blueprint(consultations)
    app.register_blueprint(bringing)
    app.register_blueprint(settings_pages)
    app.register_blueprint(people)
    app.register_blueprint(builder)
    app.register_blueprint(review)
    app.register_blueprint(sharing)
    app.register_blueprint(responses)
    app.register_blueprint(fieldwork)
    app.register_blueprint(keying)
    app.register_blueprint(field)
    app.register_blueprint(coding)
    app.register_blueprint(naming)
    app.register_blueprint(quotes)
    app.register_blueprint(releases)
    init_readiness(app)
    app.register_blueprint(health)
    app.wsgi_app = Letterbox(app.wsgi_app, desk, counters)  # type: ignore[method-assign]
    app.wsgi_app = Shelf(app.wsgi_app, _lookup(app))  # type: ignore[method-assign]
    app.wsgi_app = BriefWishes(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = KnownHosts(app.wsgi_app, app.config["HOSTS"])  # type: ignore[method-assign]
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app


def _lookup(app: Flask) -> Lookup:
    """Ask what is published from outside of any request."""

    def inside(slug: str) -> Published | None:
        with app.app_context():
            return lookup(slug)

    return inside


def create_runner(app: Flask) -> Runner:
    """The thread that makes releases, and mixes, opens, closes and deletes when it is time."""
    ring, clock = app.extensions["key_ring"], SteadyClock(app.config["CLOCK"])
    now = app.config["CLOCK"]
    return Runner(
        app,
        works={
            freeze.KIND: Work(
                do=lambda release_id: freeze.prepare(ring, release_id), give_up=freeze.give_up
            )
        },
        chores=(
            Every(60, lambda: mix_what_is_due(ring, app.config["MIX_MINIMUM"]), "mixing"),
            Every(60, lambda: keep_days(ring, now(), clock.today()), "days"),
            Every(3600, lambda: purge_when_sure(ring, clock), "purge"),
            Every(3600, forget_deleted_texts, "coded texts"),
            Every(3600, lambda: throw_away_old_files(app.config["CLOCK"]()), "brought files"),
        ),
    )
