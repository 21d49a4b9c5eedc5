"""network invite: the way in for the first secretariat account, and for anyone else."""

import click

from network.commands.setup import load_app, session_of
from network.core.access import Actor, Role
from network.core.errors import NetworkError
from network.core.tokens import token_for
from network.features.accounts import service
from network.features.accounts.queries import INVITATION_PURPOSE
from network.features.municipalities.queries import organisation_named

# Whoever has a shell on the server acts for the secretariat.
OPERATOR = Actor(roles=frozenset({Role.SECRETARIAT}))


@click.command()
@click.argument("email")
@click.option("--organisation", default="sekretariatet", show_default=True, help="Municipality code or name.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="May be repeated."
)
@click.option("--name", default="", help="The person's name.")
def invite(email: str, organisation: str, roles: tuple[str, ...], name: str) -> None:
    """Invite EMAIL and print the link. Without a role, someone in the secretariat gets the secretariat role."""
    app = load_app()
    settings = app.config["SETTINGS"]
    with session_of(app) as session:
        found = organisation_named(session, organisation)
        if found is None:
            raise click.ClickException(f"no organisation is called {organisation!r}.")
        default = {Role.SECRETARIAT} if found.kind == "secretariat" else set[Role]()
        chosen = frozenset(map(Role, roles)) or frozenset(default)
        try:
            invitation = service.invite(session, OPERATOR, found, email, name, chosen)
        except NetworkError as error:
            raise click.ClickException(error.message % error.values) from error
        session.commit()
        token = token_for(settings.secret, INVITATION_PURPOSE, invitation.id, invitation.nonce)
    app.ports.jobs.wake()
    click.echo(f"{settings.base_url}/invitation/{token}")
