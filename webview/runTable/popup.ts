import { html, nothing, render, type TemplateResult } from "lit";
import { icon } from "../kit/icon";

export interface MenuItem {
  readonly label: string;
  readonly icon?: string;
  /** A choice: whether it is the one, or on. */
  readonly isOn?: boolean;
  readonly detail?: string;
  readonly isOff?: boolean;
  act(event: Event): void;
}

/** A text alone is a heading; `line` parts what belongs to different things. */
export type MenuEntry = MenuItem | "line" | string;

let shown: { element: HTMLElement; anchor: HTMLElement; stop: AbortController } | undefined;

/** Takes away what is open; the focus goes back to where it was opened from. */
export function closePopup(takesFocus = true): void {
  if (shown === undefined) return;
  const { element, anchor, stop } = shown;
  shown = undefined;
  const hadFocus = element.contains(document.activeElement);
  stop.abort();
  element.remove();
  anchor.removeAttribute("aria-expanded");
  if (takesFocus && hadFocus) anchor.focus();
}

/** A menu below what opened it, with arrows, Home, End, letters and Escape as the editor's own have them. */
export function openMenuAt(anchor: HTMLElement, label: string, entries: readonly MenuEntry[]): void {
  const wasOpen = shown?.anchor === anchor;
  const element = float(anchor, "menu", label);
  if (wasOpen || element === undefined) return;
  const choose = (item: MenuItem) => (event: Event) => {
    closePopup();
    item.act(event);
  };
  render(
    html`${entries.map((entry) => {
      if (entry === "line") return html`<div class="menu-line" role="separator"></div>`;
      if (typeof entry === "string") return html`<div class="menu-heading" role="presentation">${entry}</div>`;
      return html`<button
        class="menu-item"
        role=${entry.isOn === undefined ? "menuitem" : "menuitemcheckbox"}
        aria-checked=${entry.isOn === undefined ? nothing : String(entry.isOn)}
        tabindex="-1"
        ?disabled=${entry.isOff ?? false}
        @click=${choose(entry)}
      >
        ${entry.isOn ? icon("check") : entry.icon ? icon(entry.icon) : html`<span class="menu-space"></span>`}
        <span class="grow cut">${entry.label}</span>
        ${entry.detail === undefined ? nothing : html`<span class="muted small">${entry.detail}</span>`}
      </button>`;
    })}`,
    element,
  );
  const items = () => [...element.querySelectorAll<HTMLElement>(".menu-item:not(:disabled)")];
  element.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next =
      event.key === "ArrowDown"
        ? at + 1
        : event.key === "ArrowUp"
          ? at - 1
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? all.length - 1
              : undefined;
    if (next !== undefined) all[(next + all.length) % all.length]?.focus();
    else if (event.key.length === 1 && event.key !== " ") {
      const letter = event.key.toLowerCase();
      const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      turned.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  settle(element, anchor);
  (element.querySelector<HTMLElement>('[aria-checked="true"]') ?? items()[0])?.focus();
}

/** A panel below what opened it. `draw` is called again whenever `redraw` is. */
export function openPanelAt(anchor: HTMLElement, label: string, draw: () => TemplateResult): { redraw(): void } {
  const wasOpen = shown?.anchor === anchor;
  const element = float(anchor, "dialog", label);
  if (wasOpen || element === undefined) return { redraw: () => undefined };
  const redraw = () => {
    if (element.isConnected) render(draw(), element);
  };
  redraw();
  settle(element, anchor);
  element.querySelector<HTMLElement>("input, button")?.focus();
  return { redraw };
}

function float(anchor: HTMLElement, role: string, label: string): HTMLElement | undefined {
  const wasOpen = shown?.anchor === anchor;
  closePopup();
  if (wasOpen) return undefined;
  const element = document.createElement("div");
  element.className = `float popup ${role}`;
  element.setAttribute("role", role);
  element.setAttribute("aria-label", label);
  document.body.append(element);
  const stop = new AbortController();
  shown = { element, anchor, stop };
  anchor.setAttribute("aria-expanded", "true");
  const { signal } = stop;
  document.addEventListener(
    "pointerdown",
    (event) => {
      const target = event.target as Node;
      if (!element.contains(target) && !anchor.contains(target)) closePopup(false);
    },
    { signal, capture: true },
  );
  window.addEventListener("blur", () => closePopup(false), { signal });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || (event.key === "Tab" && role === "menu")) {
      event.stopPropagation();
      if (event.key === "Escape") event.preventDefault();
      closePopup();
    }
  });
  return element;
}

/** Below the anchor, or above where there is no room; never outside the page. */
function settle(element: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - 8;
  const top = height <= below || below > at.top ? at.bottom + 2 : at.top - Math.min(height, at.top - 8) - 2;
  element.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - width - 4))}px`;
  element.style.top = `${Math.max(4, top)}px`;
  element.style.maxHeight = `${Math.max(120, top >= at.bottom ? below : at.top - 8)}px`;
}
