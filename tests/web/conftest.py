"""Asking the site in this process, without a server."""

import asyncio
from collections.abc import Callable, Mapping

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web.site import datasette_for, following

Ask = Callable[..., list[httpx.Response]]


def asked(
    folder: Folder, *paths: str, headers: Mapping[str, str] | None = None
) -> list[httpx.Response]:
    """Answers of the site; redirects are not followed."""

    async def run() -> list[httpx.Response]:
        site = datasette_for(folder)
        await site.invoke_startup()
        transport = httpx.ASGITransport(app=following(site, folder.public_db))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://kb", headers=headers
        ) as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(run())


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Asks the site of a knowledge base for some addresses."""
    return asked
