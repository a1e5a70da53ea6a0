import { html, nothing } from "lit";
import { icon } from "../kit/icon";
import type { Settings } from "./settings";

export interface Section {
  /** By which it is kept open or closed. */
  readonly name: string;
  readonly title: string;
  readonly settings: Settings;
  set(change: Partial<Settings>): void;
  /** Beside the title. */
  note?(): unknown;
  content(): unknown;
}

/** A part of the page under its title, which opens and closes it. What is closed is not drawn. */
export function foldingSection({ name, title, settings: { closed }, set, note, content }: Section) {
  const isOpen = !closed.includes(name);
  const fold = () => set({ closed: isOpen ? [...closed, name] : closed.filter((each) => each !== name) });
  return html`<section class="section" aria-label=${title}>
    <div class="head">
      <button class="fold" aria-expanded=${isOpen ? "true" : "false"} @click=${fold}>
        ${icon(isOpen ? "chevron-down" : "chevron-right")}${title}
      </button>
      ${note ? note() : nothing}
    </div>
    ${isOpen ? content() : nothing}
  </section>`;
}
