"""What axe finds on a page (无障碍), without asking twice whether words stand out from what lies behind them.

Two thirds of axe's time go into the contrast of every single word. That follows from how it is painted: its colour, size
and weight, and what lies behind it. What axe has passed once, on any page, it is not asked about again.
"""

from typing import NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


class Violation(NamedTuple):
    """A rule of axe's that an element breaks."""

    rule: str
    target: str
    html: str


_settled: set[str] = set()
"How words are painted whose contrast axe passed; with their element, where axe had nothing to say of them."
LOOK_AT = """async ([beside, settled]) => {
    const style = (one) => getComputedStyle(one), name = (one) => `${one.tagName}.${one.className}`;
    const behind = new Map();
    const layers = (one) => {
        if (!one) return "";
        if (!behind.has(one)) {
            const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position } = style(one);
            const effects = [backgroundImage, opacity, filter, mixBlendMode].join(" ").replace("none 1 none normal", "");
            const layer = effects + backgroundColor.replace("rgba(0, 0, 0, 0)", "");
            const elsewhere = /absolute|fixed/.test(position) ? name(one) : "";
            behind.set(one, layer.startsWith("rgb(") ? layer : layers(one.parentElement) + elsewhere + layer);
        }
        return behind.get(one);
    };
    const paint = (one) => {
        const { color, fontSize, fontWeight, textShadow } = style(one);
        return [color, fontSize, fontWeight, textShadow, layers(one)].join(" ");
    };
    const itself = (one) => [paint(one), name(one.parentElement), name(one)].join(" ");
    const hasWords = (one) => one.labels || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const known = new Set(settled);
    const others = [...document.body.querySelectorAll("*")].filter(
        (one) => hasWords(one) && isSeen(one) && !(beside && one.closest(beside)))
        .filter((one) => !known.has(paint(one)) && !known.has(itself(one)));

    const rules = { "color-contrast": { enabled: false } };
    const { violations } = await axe.run(beside ? { exclude: [beside] } : document, { rules, resultTypes: ["violations"] });
    const newly = [];
    if (others.length) {
        const contrast = { runOnly: { type: "rule", values: ["color-contrast"] }, elementRef: true };
        const said = await axe.run({ include: others }, contrast);
        const elements = (rules) => new Set(rules.flatMap(({ nodes }) => nodes.map(({ element }) => element)));
        const broken = elements(said.violations), passed = elements(said.passes);
        violations.push(...said.violations);
        newly.push(...others.filter((one) => !broken.has(one)).map((one) => (passed.has(one) ? paint(one) : itself(one))));
    }
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => [id, target.flat().join(" "), html]));
    return { found, newly };
}"""


def violations(page: Page, beside: str = "") -> list[Violation]:
    """What breaks a rule on the page, beside what this selector takes from it."""
    page.evaluate(AXE_SCRIPT)
    said = page.evaluate(LOOK_AT, [beside, sorted(_settled)])
    _settled.update(said["newly"])
    return [Violation(*one) for one in said["found"]]
