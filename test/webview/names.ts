import assert from "node:assert/strict";
import type { Frame, Page } from "playwright-core";

/** An element as a screen reader meets it. */
export interface Named {
  readonly role: string;
  readonly name: string;
  /** Enough of its markup to find it: `button.star#x`. */
  readonly where: string;
}

export interface Walk {
  /** What Tab stops at, in order. */
  readonly stops: readonly Named[];
  /** Everything visible that can take the focus or claims a role. */
  readonly all: readonly Named[];
  /** What a keyboard or a screen reader could not use, in words. */
  readonly problems: readonly string[];
}

/** Roles that say what a thing is; without a name nobody knows which. Rows, lists and groups may go without one. */
const named = new Set(
  (
    "alertdialog application button checkbox columnheader combobox dialog figure grid image img link listbox menu menuitem " +
    "menuitemcheckbox menuitemradio meter navigation option progressbar radio radiogroup region rowheader scrollbar searchbox " +
    "slider spinbutton switch tab table tablist tabpanel textbox toolbar tooltip tree treegrid treeitem"
  ).split(" "),
);
/** What an element is for the browser when nobody said what it is. */
const roleless = new Set(["", "generic", "none", "presentation"]);

/**
 * Presses Tab until the page begins anew or lets the focus go, then looks at everything that can take the focus or has a
 * role. `frame` is the page itself on the stage, `iframe.webview`'s inner frame in the real window.
 * Names and roles are Chromium's own: the browser must come from `launchChromium` of test/vscode/chromium.ts.
 */
export async function walk(page: Page, frame: Page | Frame = page): Promise<Walk> {
  // without it the browser works all names out anew for each one that is asked for
  const session = await page.context().newCDPSession(page);
  await session.send("Accessibility.enable");
  const stops = await tabThrough(page, frame);
  const all = await frame.evaluate(describeAll);
  await session.detach();
  const problems = [
    ...stops.filter((each) => roleless.has(each.role)).map((each) => `${each.where}: takes the focus and has no role`),
    ...all
      .filter((each) => each.name === "" && (each.focusable || named.has(each.role)))
      .map((each) => `${each.where}: ${each.role || "no role"} without a name`),
  ];
  return { stops, all, problems: [...new Set(problems)] };
}

/** `it("can be used with a keyboard and a screen reader", () => expectNames(stage.page))` */
export async function expectNames(page: Page, frame: Page | Frame = page): Promise<Walk> {
  const found = await walk(page, frame);
  assert.ok(found.stops.length > 0, "Tab stops nowhere");
  assert.deepEqual(found.problems, []);
  return found;
}

const mostStops = 400;

async function tabThrough(page: Page, frame: Page | Frame): Promise<Named[]> {
  const stops: Named[] = [];
  // an editor that has just closed a list gives the focus back to where it was, a moment later
  for (let tries = 0; tries < 10 && stops.length === 0; tries++) {
    if (tries > 0) await page.waitForTimeout(300);
    await frame.evaluate(startTabbing);
    await page.keyboard.press("Tab");
    const first = await frame.evaluate(describeFocus);
    if (first) stops.push(first);
  }
  while (stops.length > 0) {
    await page.keyboard.press("Tab");
    const stop = await frame.evaluate(describeFocus);
    if (stop === undefined) return stops;
    stops.push(stop);
    assert.ok(stops.length < mostStops, `Tab never comes around: after ${mostStops} stops it is at ${stop.where}`);
  }
  return stops;
}

// What follows runs in the page, so each function stands alone.

interface Seen extends Element {
  readonly computedRole?: string;
  readonly computedName?: string;
}

/** Puts the focus at the start of the page. A set of the elements that Tab has met is kept at the window until the end. */
function startTabbing(): void {
  const { body } = document;
  const hadIndex = body.getAttribute("tabindex");
  window.focus();
  body.setAttribute("tabindex", "-1");
  body.focus({ preventScroll: true });
  if (hadIndex === null) body.removeAttribute("tabindex");
  else body.setAttribute("tabindex", hadIndex);
  Object.assign(window, { tabStops: new Set<Element>() });
}

/** Undefined when the focus left the page, or came to where it was before. */
function describeFocus(): Named | undefined {
  let focused: Seen | null = document.hasFocus() ? document.activeElement : null;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const met = (window as unknown as { tabStops: Set<Element> }).tabStops;
  if (!focused || focused === document.body || met.has(focused)) return undefined;
  met.add(focused);
  if (focused.computedRole === undefined)
    throw new Error("start Chromium with launchChromium: it tells roles and names");
  const id = focused.id ? `#${focused.id}` : "";
  const classes = [...focused.classList].map((each) => `.${each}`).join("");
  const where = `${focused.localName}${classes}${id}`;
  return { role: focused.computedRole, name: focused.computedName ?? "", where };
}

function describeAll(): (Named & { focusable: boolean })[] {
  const ours = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable=true],[role]";
  const found: (Named & { focusable: boolean })[] = [];
  const look = (root: Document | ShadowRoot, host: string) => {
    for (const element of root.querySelectorAll<Seen & HTMLElement>("*")) {
      const id = element.id ? `#${element.id}` : "";
      const classes = [...element.classList].map((each) => `.${each}`).join("");
      const where = `${host}${element.localName}${classes}${id}`;
      if (element.shadowRoot) look(element.shadowRoot, `${where} › `);
      if (!element.matches(ours) || !element.checkVisibility({ visibilityProperty: true })) continue;
      if (element.closest("[aria-hidden=true],[inert]")) continue;
      const role = element.computedRole ?? "";
      // a host that hands its focus to a part inside is judged by that part
      const delegates = element.shadowRoot?.delegatesFocus === true;
      const disabled = element.matches(":disabled");
      // scroll containers and the like are reached by script alone
      const focusable = !delegates && !disabled && element.tabIndex >= 0;
      const name = element.computedName ?? "";
      if (delegates && name === "" && !element.hasAttribute("role")) continue;
      found.push({ role, name, where, focusable });
    }
  };
  look(document, "");
  return found;
}
