"""Everything that can be set, read once from the environment, `.env` and the running stack."""

import os
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from rules.errors import DeskError, Kind
from runtime.places import Places, default_data_folder, generated_secret
from runtime.running import running_stack

if TYPE_CHECKING:
    from temporalio.envconfig import ClientConnectConfig

PREFIX = "SWAPDESK_"
ENV_FILE = ".env"
DATABASE_URL = "DATABASE_URL"
DATABASE_RUNTIME_URL = "DATABASE_RUNTIME_URL"
TEMPORAL_ADDRESS = "TEMPORAL_ADDRESS"
COMPANIONS = {
    DATABASE_URL: DATABASE_RUNTIME_URL,
    TEMPORAL_ADDRESS: f"{PREFIX}TEMPORAL_EMBEDDED",
}


class Mode(StrEnum):
    """What a desk is for; only a demo or a test may bend time or break on purpose."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class Secret(StrEnum):
    """What may be given in the environment and is otherwise made once, below the data folder."""

    PRACTICE_KEY = "practice_key"
    PRACTICE_WEBHOOK = "practice_webhook_secret"
    LINK_KEY = "link_key"


class BadSetting(DeskError):
    """A setting cannot be understood."""

    kind: ClassVar[Kind] = Kind.MALFORMED


class NotInProduction(DeskError):
    """This is for demos and tests only."""

    kind: ClassVar[Kind] = Kind.FORBIDDEN

    def __init__(self, setting: str) -> None:
        name = f"{PREFIX}{setting.upper()}"
        super().__init__(f"{name} is set; unset it, or set {PREFIX}MODE=demo", setting=setting)


def _bends_time(known: dict[str, Any]) -> bool:
    return known.get("mode") in {Mode.DEMO, Mode.TEST}


class Settings(BaseSettings):
    """One frozen value per process; every field is one environment variable."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    mode: Mode = Field(default=Mode.PRODUCTION, description="production, demo or test")
    data_dir: Path = Field(
        default_factory=default_data_folder,
        description="everything on disk lies below this folder",
    )
    database_url: str | None = Field(
        default=None,
        validation_alias=DATABASE_URL,
        description="PostgreSQL, as its owner; unset: the embedded one",
    )
    database_runtime_url: str | None = Field(
        default=None,
        validation_alias=DATABASE_RUNTIME_URL,
        description="PostgreSQL, as an account that owns nothing; unset: as DATABASE_URL",
    )
    temporal_address: str | None = Field(
        default=None,
        validation_alias=TEMPORAL_ADDRESS,
        description="host:port, with the SDK's other TEMPORAL_* variables; unset: the embedded one",
    )
    temporal_port: int = Field(default=7233, description="embedded Temporal; another if taken")
    temporal_ui_port: int = Field(default=8233, description="its web pages; another if taken")
    temporal_ui_url: str = Field(
        default="http://127.0.0.1:8233", description="where a browser finds Temporal's pages"
    )
    temporal_embedded: bool = Field(
        default=False, description="set by `swapdesk up`: no TLS, no API key, no TEMPORAL_* at all"
    )
    web_host: str = Field(default="127.0.0.1", description="the address the web server listens on")
    web_port: int = Field(default=8420, description="its port; another if taken")
    public_url: str = Field(
        default="http://127.0.0.1:8420", description="how links in mails reach the web server"
    )
    smtp_host: str = Field(default="127.0.0.1", description="the mail server")
    smtp_port: int = Field(default=8425, description="its port; the default is the local mailbox")
    smtp_user: str | None = Field(default=None, description="unset: no sign-in")
    smtp_password: SecretStr | None = Field(default=None, description="unset: no sign-in")
    smtp_tls: bool = Field(default=False, description="true: STARTTLS is demanded")
    mail_from: str = Field(default="desk@swapdesk.example", description="sender of every mail")
    mail_drop: Path | None = Field(
        default=None, description="a folder whose `new` holds incoming mails; unset: none is read"
    )
    mail_drop_tenant: str = Field(
        default="", description="whose mails they are; unset: the only one"
    )
    practice_port: int = Field(default=8421, description="practice carrier; another if taken")
    practice_url: str = Field(
        default="http://127.0.0.1:8421", description="where the practice carrier answers"
    )
    practice_key: SecretStr | None = Field(
        default=None, description="practice carrier's API key; unset: made once"
    )
    practice_webhook_secret: SecretStr | None = Field(
        default=None, description="signs its events; unset: made once"
    )
    link_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="signs the links in mails, 32 characters or more; unset: made once",
    )
    time_skipping: bool = Field(
        default_factory=_bends_time,
        description="workflows may skip time; demo and test only, where it is the default",
    )
    business_time: bool = Field(
        default_factory=_bends_time,
        description="facts may carry their own time; demo and test only, where it is the default",
    )
    kill_points: str = Field(
        default="", description="named points that fail on purpose; demo and test only"
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, that over `.env`, that over the running stack."""
        stack = _RunningStackSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, file_secret_settings, stack

    @model_validator(mode="after")
    def _refuse_in_production(self) -> Self:
        if self.mode is Mode.PRODUCTION:
            for name in ("time_skipping", "business_time", "kill_points"):
                if getattr(self, name):
                    raise NotInProduction(name)
        return self

    @property
    def places(self) -> Places:
        """The folders below the data folder."""
        return Places(root=self.data_dir)

    def secret(self, which: Secret) -> str:
        """The given secret, or the one made once below the data folder (mode 0600)."""
        given: SecretStr | None = getattr(self, which.value)
        if given is not None:
            return given.get_secret_value()
        return generated_secret(self.places.secrets, which.value)

    def temporal_connection(self) -> "ClientConnectConfig":
        """Arguments for `Client.connect`, as the SDK reads TEMPORAL_* and its configuration file.

        So TLS and API key work as everywhere; the embedded server needs none of them.
        """
        from temporalio.envconfig import ClientConfig  # noqa: PLC0415 - half a second to import

        address = self.temporal_address or f"127.0.0.1:{self.temporal_port}"
        if self.temporal_embedded:
            return {"target_host": address, "namespace": "default"}
        variables = {**dotenv_values(ENV_FILE), **os.environ}
        found = ClientConfig.load_client_connect_config(
            override_env_vars={name: value for name, value in variables.items() if value}
        )
        found.setdefault("target_host", address)
        return found


class _RunningStackSource(PydanticBaseSettingsSource):
    """What the stack on this data folder told: its ports and addresses."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Nothing by field: the stack speaks as a whole."""
        return None, field_name, field is None

    def __call__(self) -> dict[str, Any]:
        known = self.current_state
        root = Path(known.get("data_dir") or default_data_folder())
        stack = running_stack(Places(root=root))
        told = stack.environment if stack else {}
        fields = {_variable(name, field): name for name, field in Settings.model_fields.items()}
        # A server named in the environment is not the stack's, and neither is what goes with it.
        for named, companion in COMPANIONS.items():
            if known.keys() & {named, named.lower()}:
                fields.pop(companion)
        return {fields[name]: value for name, value in told.items() if name in fields}


def _variable(name: str, field: FieldInfo) -> str:
    return str(field.validation_alias or f"{PREFIX}{name.upper()}")


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of this process; raises BadSetting or NotInProduction."""
    try:
        return Settings()
    except ValidationError as wrong:
        said = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors()]
        raise BadSetting(f"{'; '.join(said)} (see .env.example)") from wrong


def env_example() -> str:
    """The text of `.env.example`: every variable with its meaning and its default."""
    lines = ["# Made by: python -m runtime.settings > .env.example"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory else field.get_default()
        value = "" if default is None else str(default)
        lines += ["", f"# {field.description}", f"#{_variable(name, field)}={value}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(env_example(), end="")  # noqa: T201 - its output is the file
