"""The site in a real browser, served by the installed command."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from .axe import script, violations

COMMAND = Path(sys.executable).parent / "diffusionkb"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def site(bundled_kb):
    """The address of a running site."""
    port = free_port()
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)],
        cwd=bundled_kb,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).read()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    assert process.wait(timeout=20) is not None


def read(address: str):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return json.load(answer)


def test_a_nonsense_word_returns_no_row(site):
    """Ensures that Datasette's own search is the full-text search, not ignored."""
    assert (
        read(f"{site}/public/passages.json?_search=zqxjvwk")[
            "filtered_table_rows_count"
        ]
        == 0
    )
    assert (
        read(f"{site}/public/passages.json?_search=innovation")[
            "filtered_table_rows_count"
        ]
        > 10
    )
    assert read(f"{site}/public/search.json?words=zqxjvwk")["rows"] == []


def test_free_sql_and_downloads_are_off(site):
    """Ensures that visitors can only run the canned queries."""
    for address in ("/public.json?sql=select+1", "/public.db"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(site + address, timeout=20)
        refused.value.close()
        assert refused.value.code in (400, 403)


def test_the_evidence_view_has_both_sides_with_citations(site):
    """Ensures that each coding carries passage, work, stance, locator and citation."""
    rows = read(f"{site}/public/evidence.json?_size=1000&_shape=objects")["rows"]
    assert {row["stance"] for row in rows} == {"supports", "contradicts", "qualifies"}
    for row in rows:
        assert row["citation"].startswith(row["work"])
        assert row["text"] and row["made_by"] and row["locator"] is not None
    first = read(f"{site}/public/evidence_for_a_code.json?code=M2&_shape=objects")[
        "rows"
    ][:3]
    assert {row["stance"] for row in first} == {"supports", "contradicts", "qualifies"}


def test_the_port_is_taken(run, site, bundled_kb):
    """Ensures that a second site on the same port says so in words."""
    port = site.rpartition(":")[2]
    done = run("serve", "--port", port, kb=bundled_kb, timeout=60)
    assert done.returncode == 3
    assert "--port" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium, headless, that asks nothing of the network."""
    from selenium import webdriver

    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.fail(
            "install Debian's chromium and chromium-driver for the browser tests"
        )
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for switch in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "window-size=1280,1000",
    ):
        options.add_argument(f"--{switch}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))
    )
    yield driver
    driver.quit()


@pytest.mark.browser
def test_from_home_to_both_sides_of_a_claim(site, browser):
    """Ensures that a visitor gets from the home page to evidence for and against."""
    from selenium.webdriver.common.by import By

    browser.get(site)
    assert "spreading innovations" in browser.find_element(By.TAG_NAME, "h1").text
    browser.find_element(By.PARTIAL_LINK_TEXT, "Information alone").click()
    headings = [e.text for e in browser.find_elements(By.CSS_SELECTOR, ".side h2")]
    assert [heading.split(":")[0] for heading in headings] == [
        "+ For",
        "− Against",
        "± It depends",
    ]
    assert len(browser.find_elements(By.CSS_SELECTOR, ".side .item")) > 6
    body = browser.find_element(By.TAG_NAME, "body").text
    assert "not independently checked" in body
    errors = [
        entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"
    ]
    assert [entry for entry in errors if "favicon" not in entry["message"]] == []


@pytest.mark.browser
def test_search_form(site, browser):
    """Ensures that the search page finds by words, and finds nothing for nonsense."""
    from selenium.webdriver.common.by import By

    browser.get(f"{site}/search")
    browser.find_element(By.ID, "q").send_keys("opinion leaders\n")
    assert browser.find_elements(By.CSS_SELECTOR, ".results .item mark")
    browser.get(f"{site}/search?q=zqxjvwk")
    assert not browser.find_elements(By.CSS_SELECTOR, ".results .item")
    assert "Nothing relevant found" in browser.find_element(By.TAG_NAME, "main").text


PAGES = (
    *("/", "/claims", "/claims/M1", "/claims/M1/dissemination", "/map?by=kind"),
    *("/claims/M1?side=against", "/timeline", "/method", "/method/rights", "/nowhere"),
    *("/search", "/search?q=pilots", "/search?q=zqxjvwk&nearest=yes", "/accessibility"),
    *("/search?claim=M1&sector=social-care&kind=opinion&decade=1940s", "/public"),
    *("/works/rogers2003", "/public/evidence", "/public/works/rogers2003"),
    *("/public/search?words=pilot", "/public/passages?_search=pilot"),
    *("/new", "/codebook/1.0", "/basket", "/public/codings", "/public/codes"),
    *("/claims/M1?side=up", "/public?sql=select+1", "/public/works_by_code"),
    *(
        "/map",
        "/map?by=decade",
        "/claims/M1?side=for&page=2",
        "/search?q=pilots&page=2",
    ),
    *("/-/static/nope", "/-/versions", "/public?_show_hidden=1", "/codebook/0.1"),
    *("/public/near_in_meaning?question=pilots", "/public/works?_timelimit=soon"),
)

DARK = ("/", "/claims/M1", "/map", "/timeline", "/search?q=pilots", "/works/rogers2003")


@pytest.fixture(scope="module")
def pages(site):
    """One address of every kind of page and empty state."""
    found = [one["item"] for one in read(f"{site}/search.json?q=pilots")["results"]]
    basket = "&".join(f"p={item['passage']}" for item in found)
    row = f"/public/passages/{found[0]['passage']}"
    return (*PAGES, found[0]["address"], row, f"/basket?{basket}")


@pytest.fixture(scope="module")
def checker(request):
    cache = request.config.cache.mkdir("axe")
    try:
        return script(Path(cache))
    except LookupError as missing:
        pytest.fail(str(missing))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme"),
    [(320, "light"), (768, "light"), (1280, "light"), (1280, "dark")],
)
def test_nothing_for_axe_to_find(site, browser, pages, checker, width, scheme):
    """Ensures that no page has what axe-core finds, scrolls sideways or breaks CSP."""
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    screen = {"width": width, "height": 800, "deviceScaleFactor": 1}
    screen["mobile"] = width < 700
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get_log("browser")
    found = {}
    for page in pages if scheme == "light" else DARK:
        browser.get(site + page)
        found[page] = violations(browser, checker)
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        if wide > width:
            found[page].append(("wider than the screen", [wide]))
    assert {page: some for page, some in found.items() if some} == {}
    said = [entry["message"] for entry in browser.get_log("browser")]
    assert [text for text in said if "Security Policy" in text] == []


WIDEN = """
const long = "percentage".repeat(40);
const places = "blockquote p, .summary, h1, .source a, .light th a";
for (const place of document.querySelectorAll(places))
  place.textContent = long;
return document.documentElement.scrollWidth;
"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    ["/claims/M1", "/search?q=pilots", "/works/rogers2003", "/method/rights"],
)
def test_long_words_do_not_widen_a_page(site, browser, path):
    """Ensures that a table read as one word, as PDFs give it, fits a phone."""
    screen = {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get(site + path)
    assert browser.execute_script(WIDEN) <= 320


@pytest.mark.browser
def test_paper_has_numbers_that_can_be_read(site, browser):
    """Ensures that no cell of the map is white on white where grounds are not printed."""
    media = {"media": "print", "features": []}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(f"{site}/map")
    colours = browser.execute_script(
        "return [...document.querySelectorAll('.gap td')]"
        ".map(cell => getComputedStyle(cell).color)"
    )
    hidden = browser.execute_script(
        "return getComputedStyle(document.querySelector('.paper')).display"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert set(colours) == {"rgb(0, 0, 0)"}
    assert hidden != "none"


@pytest.mark.browser
def test_paper_has_every_column_and_what_was_ticked(site, browser):
    """Ensures that a printed table is not cut off, nor a search without its filters."""
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"media": "print", "features": []}
    )
    across = {"width": 1030, "height": 700, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", across)
    browser.get(f"{site}/public/evidence")
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    browser.get(f"{site}/search?q=pilots&sector=health")
    said = browser.execute_script(
        "return document.querySelector('.removable').checkVisibility()"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert wide <= 1030 and said


@pytest.mark.browser
def test_a_basket_that_is_too_full_can_be_left(site, browser):
    """Ensures that the browser remembers the last basket that there was."""
    from selenium.webdriver.common.by import By

    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    (one, *_) = read(f"{site}/search.json?q=pilots")["results"]
    kept = one["item"]["passage"]
    browser.get(f"{site}/basket?p={kept}")
    browser.get(f"{site}/basket?p={kept}&" + "&".join(f"p={n}" for n in range(100)))
    assert "too full" in browser.find_element(By.TAG_NAME, "h1").text
    browser.find_element(By.PARTIAL_LINK_TEXT, "Basket (1)").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, ".items .item")) == 1
    browser.get(f"{site}/basket?p={kept}&" + "&".join(f"p={n}" for n in range(100)))
    browser.find_element(By.LINK_TEXT, "The first 100 of them").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Basket"


@pytest.mark.browser
def test_the_keyboard_starts_at_the_skip_link(site, browser):
    """Ensures that Tab starts at the skip link and leads to every side of a claim."""
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get(f"{site}/claims/M1")
    reached = tabbed(browser, 40)
    assert reached[0].endswith("#main")
    for side in ("for", "against", "depends"):
        assert any(address.endswith(f"side={side}") for address in reached), side


def tabbed(browser, most):
    """What Tab leads to, in order, up to where it leaves the page or begins again."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    focused = browser.find_element(By.TAG_NAME, "body")
    reached = []
    for _ in range(most):
        focused.send_keys(Keys.TAB)
        focused = browser.switch_to.active_element
        if focused.tag_name == "body":
            break
        name = browser.execute_script(NAME, focused)
        if reached[:1] == [name]:
            break
        assert focused.value_of_css_property("outline-style") != "none", name
        reached.append(name)
    return reached


NAME = """
const one = arguments[0];
return one.getAttribute("href") || one.id || (one.name || "") + (one.value || "") || one.tagName
  + (one.getAttribute("aria-label") || one.textContent).trim();
"""
REACHABLE = f"""
const name = one => (function() {{ {NAME} }})(one);
return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
  .filter(one => one.type !== "hidden" && one.checkVisibility()).map(name);
"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "last", "width"),
    [
        ("/", "/accessibility", 320),
        ("/map", "/map.csv?by=sector", 320),
        ("/map", "/map.csv?by=sector", 1280),
        ("/basket?p={}", "BUTTONKeep what is ticked", 1280),
        ("/passages/{}", "BUTTONCollect what is ticked", 320),
        ("/public/works?_size=3", "Rows", 1280),
    ],
)
def test_the_keyboard_reaches_everything(site, browser, path, last, width):
    """Ensures that each link, button, field and scrolled table has its turn."""
    (one, *_) = read(f"{site}/search.json?q=pilots")["results"]
    screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get(site + path.format(one["item"]["passage"]))
    wanted = browser.execute_script(REACHABLE)
    assert any(name.startswith(last) or name.endswith(last) for name in wanted)
    assert tabbed(browser, 2 * len(wanted)) == wanted
