import { html, nothing, render } from "lit";
import { icon } from "../kit/icon";

export type PopupItem = { readonly label: string; readonly isOn?: boolean; act(): void } | "line";

/** A small menu under a button; arrows, Home, End, a letter, Enter and Escape as in the editor's menus. */
export function createPopup() {
  let menu: HTMLElement | undefined;
  let opener: HTMLElement | undefined;

  function close(returns = true): void {
    if (menu === undefined) return;
    menu.remove();
    menu = undefined;
    opener?.removeAttribute("aria-expanded");
    document.removeEventListener("pointerdown", leave, true);
    removeEventListener("blur", blur);
    if (returns) opener?.focus();
  }

  const blur = () => close(false);

  function leave(event: PointerEvent): void {
    if (menu && !menu.contains(event.target as Node)) close(false);
  }

  function items(): HTMLElement[] {
    return [...(menu?.querySelectorAll<HTMLElement>("button") ?? [])];
  }

  function key(event: KeyboardEvent): void {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const go = (place: number) => all[(place + all.length) % all.length]?.focus();
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") {
      close(false);
      return;
    } else if (/^\S$/.test(event.key)) {
      const turned = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      turned.find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    open(under: HTMLElement, entries: readonly PopupItem[]): void {
      close(false);
      opener = under;
      menu = document.createElement("div");
      menu.className = "float chart-menu";
      menu.setAttribute("role", "menu");
      menu.addEventListener("keydown", key);
      render(
        entries.map((entry) =>
          entry === "line"
            ? html`<hr role="separator" />`
            : html`<button
                role=${entry.isOn === undefined ? "menuitem" : "menuitemcheckbox"}
                aria-checked=${entry.isOn === undefined ? nothing : String(entry.isOn)}
                tabindex="-1"
                @click=${() => {
                  close();
                  entry.act();
                }}
              >
                <span class="mark">${entry.isOn ? icon("check") : nothing}</span>${entry.label}
              </button>`,
        ),
        menu,
      );
      document.body.append(menu);
      under.setAttribute("aria-expanded", "true");
      const { right, bottom, top } = under.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = menu;
      menu.style.left = `${Math.max(4, Math.min(right - width, innerWidth - width - 4))}px`;
      menu.style.top = `${Math.max(4, bottom + 2 + height > innerHeight ? top - height - 2 : bottom + 2)}px`;
      document.addEventListener("pointerdown", leave, true);
      addEventListener("blur", blur);
      items()[0]?.focus();
    },
  };
}
